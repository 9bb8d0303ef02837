import type { Settings } from '../config.ts';
import type { Sightline } from '../engine/engine.ts';
import { type CommonOptions, loadSettings } from './flags.ts';
import { stderr } from './terminal.ts';
import { safeLine } from './terminal-text.ts';
import { fitEnd } from './text-width.ts';

/** Opens the index that a command's options name, and closes it when the command is done with it. */
export async function withIndex<R>(
  options: CommonOptions,
  use: (index: Sightline, settings: Settings) => Promise<R>,
): Promise<R> {
  const settings = await loadSettings(options);
  const { open } = await import('../engine/open.ts');
  const index = await open({ ...settings, onProgress: options.quiet ? () => undefined : showProgress });
  try {
    return await use(index, settings);
  } finally {
    await index.close();
  }
}

/** What takes long before a command begins, such as fetching a model: one line that goes away again. */
export function showProgress(message: string, fraction: number | undefined): void {
  if (!stderr.isTerminal) return;
  const share = fraction === undefined ? '' : ` ${Math.round(fraction * 100)} %`;
  const done = fraction !== undefined && fraction >= 1;
  stderr.write(done ? '\r\x1b[K' : `\r${fitEnd(`${safeLine(message)}${share}`, stderr.columns - 1)}\x1b[K`);
}
