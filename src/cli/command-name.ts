/** Every command there is. */
export type CommandName =
  | 'index'
  | 'search'
  | 'ask'
  | 'show'
  | 'status'
  | 'remove'
  | 'watch'
  | 'doctor'
  | 'completion'
  | 'demo';
