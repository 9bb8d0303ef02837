/** What the command tells scripts when it ends. */
export const exitCodes = {
  ok: 0,
  /** It could not be done. */
  failed: 1,
  /** It was done, except for some files or queries, which are named on stderr; or a minimum that was asked for was missed. */
  someFailed: 2,
  /** Nothing was found, or nothing there answers the question. */
  nothingFound: 3,
  /** The command line itself is wrong (EX_USAGE of sysexits.h). */
  usage: 64,
  /** Ended by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
