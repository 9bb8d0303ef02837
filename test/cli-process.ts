import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly input?: Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with all of stdout and stderr so far, whenever there is more. */
  readonly onOutput?: (out: string, err: string, child: ChildProcess) => void;
}

/** Runs the command as a user would, in a process of its own. */
export function sightline(args: readonly string[], { cwd, input, env, onOutput }: RunOptions): Promise<Finished> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:SIGHTLINE_|FORCE_COLOR|DEBUG|VITEST)/.test(name),
  );
  const child = spawn(process.execPath, ['--import', tsx, main, ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    onOutput?.(out, err, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    onOutput?.(out, err, child);
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/** A small picture of one colour with a stripe, so that no two look alike. */
export async function drawPicture(red: number, green: number, blue: number): Promise<Buffer> {
  const stripe = await sharp({
    create: { width: 96, height: 12 + (red % 20), channels: 3, background: { r: blue, g: red, b: green } },
  })
    .png()
    .toBuffer();
  return sharp({ create: { width: 96, height: 64, channels: 3, background: { r: red, g: green, b: blue } } })
    .composite([{ input: stripe, left: 0, top: (green % 30) + 4 }])
    .png()
    .toBuffer();
}

export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}
