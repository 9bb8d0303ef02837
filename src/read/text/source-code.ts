import type { Metadata, SegmentDraft } from '../../data/segment.ts';
import { throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { extensionOf } from '../media-type.ts';
import { pace } from '../pace.ts';
import type { Reader } from '../reader.ts';
import { declaredCharset, decodeText } from './decode-text.ts';
import { nameWords } from './name-words.ts';
import { passages } from './passages.ts';
import { codeBlocks } from './source-code-blocks.ts';
import { sourceLanguage, unknownLanguage } from './source-languages.ts';
import { tooMany } from './text-segments.ts';

/** Lines this long on average are made by programs, in files of more than {@link smallChars} characters. */
const longLineChars = 500;
const smallChars = 20_000;

/**
 * Source code: blocks as the language has them (functions, classes, sections), word for word with their lines, under the
 * names of what they are in and what they declare. Places are character ranges of the decoded text; the metadata tell the
 * language and the lines, counted from 1. Of minified code only the beginning is read.
 */
export const sourceCodeReader: Reader = {
  name: 'source-code',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const name = shownName(asset.name);
    const whole = decodeText(await asset.bytes(), {
      name,
      declared: declaredCharset(asset.declaredType),
      warn: (warning) => context.warn(warning),
    });
    const fileName = asset.name.split(/[/\\]/).at(-1) ?? '';
    const language = sourceLanguage(whole, extensionOf(asset.name), fileName) ?? unknownLanguage;
    let text = whole;
    if (isMinified(whole)) {
      text = whole.slice(0, smallChars).replace(/[\ud800-\udbff]$/, '');
      context.warn({
        message: `${name} looks minified; only its first ${text.length} characters were read. Give the source it was made of.`,
        at: `#char=${text.length},${whole.length}`,
      });
    }
    const size = context.passage;
    const words = nameWords(asset.name);
    const step = pace(context.signal);
    let count = 0;
    for (const block of codeBlocks(text, language, size)) {
      // A block that is longer than it should be holds long lines.
      const body = text.slice(block.start, block.end);
      let line = block.firstLine;
      let counted = 0;
      const fits = size.measure(body, 0, body.length) <= Math.max(size.most, size.mostOfTable);
      for (const part of fits ? [{ start: 0, end: body.length, text: body }] : passages(body, size)) {
        await step();
        if (count === context.limits.maxRecords) {
          context.warn(tooMany(name, count, `char=${block.start},${text.length}`));
          return;
        }
        count++;
        const heading = block.symbols.join(' › ');
        // A passage may repeat the end of the one before it.
        line += lineBreaks(body.slice(counted, part.start)) - lineBreaks(body.slice(part.start, counted));
        counted = part.start;
        const metadata: Metadata = {
          language: language.name,
          firstLine: line,
          lastLine: line + lineBreaks(part.text),
        };
        const draft: SegmentDraft = {
          kind: 'text',
          locator: { char: { start: block.start + part.start, end: block.start + part.end } },
          words: { ...(words ? { name: words } : {}), ...(heading ? { heading } : {}), body: part.text },
          metadata,
        };
        yield draft;
      }
    }
  },
};

function isMinified(text: string): boolean {
  if (text.length < smallChars) return false;
  return text.length / (lineBreaks(text) + 1) > longLineChars;
}

function lineBreaks(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
