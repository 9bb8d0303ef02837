/** Every command there is. */
export type CommandName =
  | 'index'
  | 'search'
  | 'ask'
  | 'show'
  | 'status'
  | 'remove'
  | 'watch'
  | 'reembed'
  | 'serve'
  | 'mcp'
  | 'eval'
  | 'compare'
  | 'models'
  | 'doctor'
  | 'completion'
  | 'demo';
