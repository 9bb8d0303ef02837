import type { DocumentRecord } from '../data/document.ts';
import type { Segment } from '../data/segment.ts';
import { type Filter, fold } from '../store/filter.ts';
import type { VectorStore } from '../store/store.ts';

/** Documents whose segments are in memory together, and that share a commit. */
const mostInGroup = { documents: 256, segments: 2_000 };
/** No limit that could cut a listing short. */
const all = 2 ** 31 - 1;

export interface Written {
  readonly record: DocumentRecord;
  readonly segments: readonly Segment[];
}

/**
 * Records in groups to be read from a store together, in the order of their names, as stores compare them: a group is then a
 * range of names, and finding it costs one look through the store however many documents are in it.
 */
export function groupDocuments(records: readonly DocumentRecord[]): DocumentRecord[][] {
  const named = records.map((record) => ({ record, name: fold(record.name) }));
  named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const groups: DocumentRecord[][] = [];
  let group: DocumentRecord[] = [];
  let segments = 0;
  for (const { record } of named) {
    const isFull = group.length >= mostInGroup.documents || segments + record.segments > mostInGroup.segments;
    if (group.length > 0 && isFull) {
      groups.push(group);
      group = [];
      segments = 0;
    }
    group.push(record);
    segments += record.segments;
  }
  return group.length > 0 ? [...groups, group] : groups;
}

/** The segments of a group of documents, each document's beside its record. */
export async function readGroup(store: VectorStore, group: readonly DocumentRecord[]): Promise<Written[]> {
  const found = new Map<string, Segment[]>(group.map(({ id }) => [id, []]));
  const list = async (filter: Filter): Promise<void> => {
    for (const segment of await store.list(all, filter)) found.get(segment.documentId)?.push(segment);
  };
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return [];
  if (group.some(({ segments }) => segments > 0)) await list(nameBetween(first.name, last.name));
  for (const { id, name, segments } of group) {
    if (found.get(id)?.length === segments) continue;
    // Names with letters that a store orders in another way than this program.
    found.set(id, []);
    await list({ op: 'compare', field: 'document', test: '=', value: name });
  }
  return group.map((record) => ({ record, segments: found.get(record.id) ?? [] }));
}

function nameBetween(first: string, last: string): Filter {
  if (fold(first) === fold(last)) return { op: 'compare', field: 'document', test: '=', value: first };
  return {
    op: 'and',
    all: [
      { op: 'compare', field: 'document', test: '>=', value: first },
      { op: 'compare', field: 'document', test: '<=', value: last },
    ],
  };
}
