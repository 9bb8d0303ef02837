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
  | 'models'
  | 'doctor'
  | 'completion'
  | 'demo';
