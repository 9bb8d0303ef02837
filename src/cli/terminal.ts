import pc from 'picocolors';

export type Colours = ReturnType<typeof pc.createColors>;

/** One of the two ways out of the program, and what it can show. */
export interface Channel {
  readonly isTerminal: boolean;
  /** Columns to write in: those of the terminal, or a comfortable line when it is a pipe or a file. */
  readonly columns: number;
  readonly colours: Colours;
  write(text: string): void;
  /** Writes lines, each ended. */
  print(...lines: readonly string[]): void;
}

/** Columns of what is not a terminal. */
const plainColumns = 120;

function channel(stream: NodeJS.WriteStream): Channel {
  const write = (text: string): void => void stream.write(text);
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.isTTY && stream.columns > 0 ? Math.max(20, stream.columns) : plainColumns;
    },
    colours: pc.createColors(showsColours(stream.isTTY === true, process.env)),
    write,
    print: (...lines) => write(lines.map((line) => `${line}\n`).join('')),
  };
}

/** Results. */
export const stdout: Channel = channel(process.stdout);
/** Progress, notes and problems. */
export const stderr: Channel = channel(process.stderr);

/** Whether to write colours: https://no-color.org and https://force-color.org, else wherever a person is looking. */
export function showsColours(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== '0';
  return isTerminal && environment.TERM !== 'dumb';
}

/** Ends the program quietly when the reader of its output has gone (`| head`). */
export function endWhenUnread(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') process.exit(0);
      throw error;
    });
  }
}
