import type { SegmentDraft } from '../data/segment.ts';
import type { Embedder } from '../embed/embedder.ts';

/**
 * The words of a segment that stand for it in the text space, or none. A model that reads 64 tokens would see only the
 * beginning of a long passage and place the whole by it: what does not fit is not embedded, and the segment is found by
 * its other views, which fusion treats as neutral. What is shown in a picture has a short form that fits: the record's name,
 * the caption's first sentence. A title over a long text without a picture does not stand for it.
 *
 * Words that only name a file or a colour do not stand for a picture, nor does text read from it: labels and numbers out
 * of order are the keyword view's. On charts, embedding them cost a fifth of the finds.
 */
export function textToEmbed(
  draft: SegmentDraft,
  embedder: Pick<Embedder, 'maxTextTokens' | 'countTokens'>,
): string | undefined {
  const { name, heading, body, caption, alt, description, transcript } = draft.words;
  const join = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join('. ');
  const forms =
    draft.kind === 'record'
      ? [join(name, body, description), join(name, body), caption && join(name, caption), draft.picture && name]
      : [
          join(heading, body, caption, alt, description, transcript),
          join(body, caption, alt, description),
          join(body, caption, alt),
          caption && firstSentence(caption),
          description && firstSentence(description),
        ];
  return forms.find((form) => form !== undefined && form !== '' && fits(form, embedder)) || undefined;
}

function fits(text: string, embedder: Pick<Embedder, 'maxTextTokens' | 'countTokens'>): boolean {
  // No tokenizer makes fewer than one token of this many characters; counting is the slow way to find out.
  if (text.length > embedder.maxTextTokens * 16) return false;
  return embedder.countTokens(text) <= embedder.maxTextTokens;
}

function firstSentence(text: string): string | undefined {
  return text.split(/(?<=[.!?])\s|\n/, 1)[0];
}
