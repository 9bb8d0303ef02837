import type { Hit } from '../data/hit.ts';

/**
 * Each document once, at the place of its best hit, with its further hits as `others`, best first. The list is taken to be
 * in order, best first, whatever the scores say: a reranker may have had the last word.
 *
 * A record of a catalogue or a row of a sheet is a thing of its own, and its file only where it happens to be listed: the
 * products of one file are not folded into one. Two hits of the same record are. What is inside another file, such as an
 * attachment, is a document of its own.
 *
 * What a folded hit had among its `duplicates` goes with it.
 */
export function groupByDocument(hits: readonly Hit[]): Hit[] {
  const groups = new Map<string, [best: Hit, ...others: Hit[]]>();
  for (const hit of hits) {
    const thing = thingOf(hit);
    const group = groups.get(thing);
    if (group) group.push(hit);
    else groups.set(thing, [hit]);
  }
  return [...groups.values()].map(([best, ...others]) =>
    others.length === 0
      ? best
      : { ...best, others: others.map(({ segment, reference, score }) => ({ id: segment.id, reference, score })) },
  );
}

/** What a hit is a part of: its record, or else its document. */
function thingOf({ segment }: Hit): string {
  const { kind, locator, documentId } = segment;
  return JSON.stringify(kind === 'record' ? [documentId, locator.id ?? segment.id] : [documentId]);
}
