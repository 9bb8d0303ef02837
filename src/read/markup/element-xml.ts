import { throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { pace } from '../pace.ts';
import type { Reader } from '../reader.ts';
import { cutText } from '../text/cut-text.ts';
import { declaredCharset, decodeText } from '../text/decode-text.ts';
import { nameWords } from '../text/name-words.ts';
import { blockSegments } from './block-segments.ts';
import { type Block, oneLine } from './blocks.ts';
import { xmlBlocks } from './element-xml-blocks.ts';
import { referenceDecoder } from './html-references.ts';

/** How far into a document its title is looked for, in characters. */
const headChars = 20_000;

/**
 * XML of any kind: the text of its elements and attributes, a line each that begins with its name, under the path of the
 * elements around. Places are character ranges of the decoded source, tags included. Entities of a document's own are not
 * expanded, and nothing it points at is fetched.
 */
export const xmlReader: Reader = {
  name: 'xml',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const bytes = await asset.bytes();
    const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
    const declared = /^\s*<\?xml[^>]{0,150}?encoding\s*=\s*["']([\w.:-]{1,40})/.exec(start)?.[1];
    const source = decodeText(bytes, {
      name: shownName(asset.name),
      declared: declaredCharset(asset.declaredType) ?? declared,
      warn: (warning) => context.warn(warning),
    });
    const decode = await referenceDecoder();
    const written = /<title(?:\s[^<>]{0,200})?>\s*(?:<!\[CDATA\[)?([^<\]]{1,1000})/i.exec(
      source.slice(0, headChars),
    )?.[1];
    const title = cutText(oneLine(decode(written ?? '')), 300);
    const step = pace(context.signal);
    async function* blocks(): AsyncGenerator<Block> {
      for (const block of xmlBlocks(source, decode)) {
        await step();
        if (block) yield block;
      }
    }
    const names = [nameWords(asset.name), title].filter((words) => words !== '').join(' ');
    yield* blockSegments(
      blocks(),
      { name: shownName(asset.name), nameWords: names, ...(title ? { metadata: { title } } : {}) },
      context,
    );
  },
};
