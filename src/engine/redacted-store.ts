import type { DocumentRecord } from '../data/document.ts';
import { redactionBar } from '../data/redacted-boxes.ts';
import type { Segment } from '../data/segment.ts';
import { redactedDraft } from '../enrich/redact-words.ts';
import { type Filter, type FilterValue, matches } from '../store/filter.ts';
import type { VectorStore } from '../store/store.ts';
import { redact } from '../support/redact.ts';

const known = new WeakMap<VectorStore, VectorStore>();

/**
 * A store that gives out segments and records with what identifies people blacked out, also those that were indexed before
 * redaction was on, and the names of documents, which no index can do without. The names it gives are understood again where a
 * filter holds one. Paths (`source`) are as they are, because files are read from there; servers do not show them.
 */
export function redactedStore(store: VectorStore): VectorStore {
  const made = known.get(store) ?? redacting(store);
  known.set(store, made);
  return made;
}

function redacting(store: VectorStore): VectorStore {
  /** A filter of the store's own names for one that may hold blacked out ones. */
  const named = async (filter: Filter | undefined): Promise<Filter | undefined> => {
    if (!filter || !JSON.stringify(filter).includes('█')) return filter;
    return withNames(filter, [...new Set((await store.documents()).map(({ name }) => name))]);
  };
  return {
    ...store,
    nearest: async (view, vector, k, filter) => store.nearest(view, vector, k, await named(filter)),
    keyword: async (text, k, filter) => store.keyword(text, k, await named(filter)),
    get: async (ids) => (await store.get(ids)).map(redactedSegment),
    async list(limit, filter) {
      const wanted = await named(filter);
      // The mark is set here for what was indexed without it: the store cannot know.
      const wide = wanted && withoutMark(wanted);
      if (!wanted || wide === wanted) return (await store.list(limit, wanted)).map(redactedSegment);
      const all = (await store.list(mostListed, wide)).map((segment) => ({ segment, shown: redactedSegment(segment) }));
      const marked = all.filter(({ segment, shown }) => matches(wanted, { ...segment, metadata: shown.metadata }));
      return marked.slice(0, limit).map(({ shown }) => shown);
    },
    documents: async () => (await store.documents()).map(redactedRecord),
  };
}

/** Segments that are looked through for the mark. */
const mostListed = 100_000;

function redactedSegment(segment: Segment): Segment {
  const { documentName, words } = segment;
  const name = redact(documentName);
  if (name === documentName) return redactedDraft(segment);
  const inWords = words.name === undefined ? {} : { name: withoutNames(words.name, documentName, name) };
  return { ...redactedDraft({ ...segment, words: { ...words, ...inWords } }), documentName: name };
}

/** The words of a file's name, which stand there without their dots and at signs, less those that are blacked out in the name. */
function withoutNames(words: string, name: string, redacted: string): string {
  let left = words;
  for (const { 0: found, index } of redacted.matchAll(/█+/g)) {
    const parts = name.slice(index, index + found.length).match(/[\p{L}\p{N}]+/gu) ?? [];
    if (parts.length === 0) continue;
    // An ending may have gone with it: of the words there are at least the first two.
    const [first = '', second, ...others] = parts;
    const gap = '[^\\p{L}\\p{N}]+';
    const rest = others.reduceRight((after, part) => `(?:${gap}${part}${after})?`, '');
    const pattern = new RegExp(`${first}${second === undefined ? '' : gap + second}${rest}`, 'giu');
    left = left.replace(pattern, (all) => redactionBar.repeat(all.length));
  }
  return left;
}

function redactedRecord(record: DocumentRecord): DocumentRecord {
  const warnings = record.warnings.map((warning) => ({ ...warning, message: redact(warning.message) }));
  return { ...record, name: redact(record.name), warnings };
}

/** The filter with the names that a blacked out one may stand for in its place. */
function withNames(filter: Filter, names: readonly string[]): Filter {
  const meant = (shown: string): string[] => {
    const found = names.filter((name) => redact(name) === shown);
    return found.length > 0 ? found : [shown];
  };
  switch (filter.op) {
    case 'and':
    case 'or':
      return { ...filter, all: filter.all.map((part) => withNames(part, names)) };
    case 'not':
      return { ...filter, of: withNames(filter.of, names) };
    case 'in':
      if (filter.field !== 'document') return filter;
      return {
        ...filter,
        values: filter.values.flatMap((value): FilterValue[] => (typeof value === 'string' ? meant(value) : [value])),
      };
    case 'compare': {
      const { field, test, value } = filter;
      if (field !== 'document' || typeof value !== 'string' || (test !== '=' && test !== '!=')) return filter;
      const among: Filter = { op: 'in', field, values: meant(value) };
      return test === '=' ? among : { op: 'not', of: among };
    }
    default:
      return filter;
  }
}

/** The filter without the conditions on the mark that it makes together with others; itself when it makes none. */
function withoutMark(filter: Filter): Filter {
  if (filter.op !== 'and') return filter;
  const all = filter.all.filter((part) => part.op !== 'compare' || part.field !== 'redacted');
  return all.length === filter.all.length ? filter : { ...filter, all };
}
