import { spawn } from 'node:child_process';

export interface ProcessRun {
  readonly ms: number;
  readonly stdout: string;
}

/** Runs Node with these arguments in a process of its own and times it from start to exit. */
export async function freshProcess(args: readonly string[]): Promise<ProcessRun> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const ms = performance.now() - started;
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}:\n${stdout}`);
  return { ms, stdout };
}

/**
 * Runs a part of a benchmark script in a process of its own, so that its memory is its own, and gives back what the part
 * told with {@link tell}. T is what the script's own part tells: both ends stand in one file.
 */
export async function partOfScript<T>(args: readonly string[]): Promise<T> {
  return told<T>(await freshProcess([...process.execArgv, process.argv[1] ?? '', ...args]));
}

/** What a process told with {@link tell}. */
export function told<T>({ stdout }: ProcessRun): T {
  const line = stdout.split('\n').findLast((one) => one.startsWith(mark));
  if (line === undefined) throw new Error(`The process told nothing:\n${stdout}`);
  return JSON.parse(line.slice(mark.length)) as T;
}

const mark = 'told: ';

/** The other end of {@link partOfScript}. */
export function tell(value: unknown): void {
  console.log(mark + JSON.stringify(value));
}

/** The most memory this process has had, in bytes. */
export function peakMemory(): number {
  // Node gives kilobytes on every platform.
  return process.resourceUsage().maxRSS * 1024;
}
