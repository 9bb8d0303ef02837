import { throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import type { Reader } from '../reader.ts';
import { declaredCharset, decodeText } from './decode-text.ts';
import { textSegments } from './text-segments.ts';

/** Plain text: passages of whole paragraphs and sentences, located by their characters in the decoded text. */
export const textReader: Reader = {
  name: 'text',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const text = decodeText(await asset.bytes(), {
      name: shownName(asset.name),
      declared: declaredCharset(asset.declaredType),
      warn: (warning) => context.warn(warning),
    });
    yield* textSegments(text, asset.name, context);
  },
};
