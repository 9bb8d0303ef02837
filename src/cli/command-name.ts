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
  | 'eval'
  | 'compare'
  | 'models'
  | 'doctor'
  | 'completion'
  | 'demo';
