import type { Command } from 'commander';
import type { Settings } from '../config.ts';
import { segmentRegion } from '../data/segment-region.ts';
import type { Shown } from '../engine/engine.ts';
import { reasonOf, SightlineError } from '../support/errors.ts';
import { addExamples } from './command-help.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { findShown } from './find-shown.ts';
import { addFlags, type CommonOptions } from './flags.ts';
import { shortPath } from './format-hit.ts';
import { formatSegment } from './format-segment.ts';
import { byteSize } from './numbers.ts';
import { stderr, stdout } from './terminal.ts';
import { safeJson, safeName } from './terminal-text.ts';
import { withIndex } from './with-index.ts';

interface ShowOptions extends CommonOptions {
  readonly out?: string;
}

export function showCommand(command: Command): void {
  command
    .argument('<reference>', 'what a search or an answer names: catalogue.jsonl#id=MidnightOak, or a document')
    .option('--out <FILE>', 'write the picture there, cut to its region; - for standard output');
  addFlags(command, 'show');
  addExamples(command, [
    ["sightline show 'catalogue.jsonl#id=MidnightOak'", 'words, facts and picture of one record'],
    ['sightline show photos/chair.jpg --out chair.jpg', 'the original picture'],
    ['sightline show manual.pdf#page=12 --out page.png', 'a page, or with &xywh=x,y,width,height a part of it'],
    ['sightline show notes.md --json', 'all pieces of a document, for programs'],
  ]);
  command.action(async (reference: string, options: ShowOptions) => {
    process.exitCode = await withIndex(options, async (index, settings) => {
      const found = await findShown(index, reference);
      if (found.length === 0) {
        stderr.print(`Nothing in the index is called ${safeName(reference)}. Search for it, or see: sightline status`);
        return exitCodes.nothingFound;
      }
      if (options.out !== undefined) return writePicture(found, options.out, options, settings);
      print(found, options);
      return exitCodes.ok;
    });
  });
}

function print(found: readonly Shown[], options: ShowOptions): void {
  if (options.json) {
    const all = found.map(({ reference, segment }) => ({ reference, ...segment }));
    stdout.print(safeJson(all, 2));
    return;
  }
  for (const [i, shown] of found.entries()) stdout.print(...(i > 0 ? [''] : []), ...formatSegment(shown, stdout));
}

/** Writes the first picture of what was found, as it is, or the part of it that the segment is. */
async function writePicture(
  found: readonly Shown[],
  file: string,
  options: ShowOptions,
  settings: Settings,
): Promise<ExitCode> {
  const isPlaced = ({ segment: { locator } }: Shown): boolean =>
    locator.page !== undefined || locator.slide !== undefined;
  const shown = found.find((one) => one.segment.picture) ?? found.find(isPlaced);
  if (!shown) {
    throw new SightlineError('bad-query', 'There is no picture in that.', {
      remedy: 'Leave out --out to see what there is.',
    });
  }
  const original = await shown.picture();
  if (!original && !shown.segment.picture) {
    throw new SightlineError('bad-query', `${safeName(shown.reference)} has no looks that could be drawn.`, {
      remedy: 'Leave out --out to see what there is.',
    });
  }
  if (!original) {
    throw new SightlineError(
      'unreadable-file',
      `The picture of ${safeName(shown.reference)} cannot be read any more.`,
      {
        remedy: 'It was moved or changed: index it again (with --keep-originals the index keeps a copy).',
      },
    );
  }
  const { bytes, what } = await cutOut(shown, original, file, settings);
  if (file === '-') {
    process.stdout.write(bytes);
    return exitCodes.ok;
  }
  const { writeFile } = await import('node:fs/promises');
  try {
    await writeFile(file, bytes);
  } catch (error) {
    throw new SightlineError('unreadable-file', `The picture cannot be written to ${file}: ${reasonOf(error)}.`, {
      remedy: 'Name a file in a folder that is there and may be written.',
      cause: error,
    });
  }
  if (!options.quiet)
    stdout.print(
      `Wrote ${safeName(shortPath(file))}: ${what}, ${byteSize(bytes.length)}, of ${safeName(shown.reference)}`,
    );
  return exitCodes.ok;
}

async function cutOut(
  { segment }: Shown,
  original: Uint8Array,
  file: string,
  settings: Settings,
): Promise<{ bytes: Uint8Array; what: string }> {
  const { cropRegion } = await import('./picture-region.ts');
  const region = segmentRegion(segment);
  const { width, height, mediaType } = segment.picture ?? { width: 0, height: 0, mediaType: '' };
  const { imageError, openImage } = await import('../support/open-image.ts');
  if (!region) {
    const isDrawn = !segment.picture || segment.picture.drawn;
    const size = isDrawn ? await (await openImage(original, { maxPixels: settings.maxPixels })).metadata() : undefined;
    return {
      bytes: original,
      what: size ? `${size.width} × ${size.height} drawn` : `${width} × ${height} ${mediaType}`,
    };
  }
  try {
    const cut = cropRegion(await openImage(original, { maxPixels: settings.maxPixels, failOn: 'none' }), segment);
    const bytes = /\.jpe?g$/i.test(file) ? await cut.jpeg({ quality: 92 }).toBuffer() : await cut.png().toBuffer();
    return { bytes, what: `${region.width} × ${region.height}, cut out of ${width} × ${height}` };
  } catch (error) {
    throw imageError(error, `The picture ${safeName(segment.documentName)}`);
  }
}
