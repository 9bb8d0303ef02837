import { exitCodes } from './exit-codes.ts';
import { stderr } from './terminal.ts';

export interface Interrupt {
  /** Aborts at the first Ctrl-C, or when the system asks the program to end. */
  readonly signal: AbortSignal;
  /** Gives Ctrl-C its usual meaning back. */
  release(): void;
}

/**
 * Lets a long task end well: the first Ctrl-C asks it to stop and prints `message` (unless that is empty), the second one leaves at once. The
 * index is whole in both cases; the second only loses the files under way.
 */
export function onInterrupt(message: string): Interrupt {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
    if (message !== '') stderr.print(`${stderr.isTerminal ? '\r' : ''}${message}`);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
