import type { Metadata, SegmentDraft, Words } from '../data/segment.ts';
import { redact } from '../support/redact.ts';
import type { Enricher } from './enricher.ts';

/**
 * Blacks out e-mail addresses, phone numbers, card and account numbers in a segment's words and facts before anything of them is
 * embedded or stored. It comes last, so that it sees what OCR read and models described. Pictures still show what they show.
 */
export const redactWords: Enricher = {
  name: 'redact',
  version: 1,
  settings: '',
  async enrich(draft) {
    const words: Words = Object.fromEntries(
      Object.entries(draft.words).map(([source, text]) => [source, text === undefined ? text : redact(text)]),
    );
    const redacted: SegmentDraft = { ...draft, words };
    return draft.metadata ? { ...redacted, metadata: redactedFacts(draft.metadata) } : redacted;
  },
  async close() {},
};

function redactedFacts(metadata: Metadata): Metadata {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => {
      if (typeof value === 'string') return [name, redact(value)];
      return [name, Array.isArray(value) ? value.map((one) => redact(String(one))) : value];
    }),
  );
}
