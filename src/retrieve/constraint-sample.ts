import { segmentKinds } from '../data/segment.ts';
import type { VectorStore } from '../store/store.ts';
import { type KnownField, knownFields } from './constraint-fields.ts';

/** Segments looked at of each kind: mails and photos have other fields than the passages that outnumber them. */
const samplePerKind = 200;

/** The fields that an index holds, from a sample of each kind. It holds until the index is written to again. */
export async function sampleFields(store: Pick<VectorStore, 'list'>): Promise<KnownField[]> {
  const samples = await Promise.all(
    segmentKinds.map((kind) => store.list(samplePerKind, { op: 'compare', field: 'kind', test: '=', value: kind })),
  );
  const kinds = segmentKinds.filter((_, i) => (samples[i]?.length ?? 0) > 0);
  return knownFields(samples.flat(), kinds);
}

const hints =
  /\d|(?<!\p{L})(?:only|just|nur|stock|lager|lieferbar|ausverkauft|sold|sale|angebot|free|pdfs?|pdf-\p{L}+|e?-?mails?|spreadsheets?|excel|excel-\p{L}+|word|word-\p{L}+|powerpoints?|powerpoint-\p{L}+|decks?|last|past|this|letzte\p{L}*|diese\p{L}*|vorige\p{L}*|yesterday|today|gestern|heute)(?!\p{L})/iu;

/** Whether a question has any of the words that constraints are made of, so that the index need not be looked at for others. */
export function mayStateConstraint(question: string): boolean {
  return hints.test(question);
}
