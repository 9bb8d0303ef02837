import type { Hit } from '../data/hit.ts';
import { formatLocator, type Locator, parseLocator } from '../data/locator.ts';

/**
 * The lines of a TREC run for one query: `query Q0 document rank score tag`, best first, no document twice. Duplicates
 * that were folded into a hit are documents in their own right to an evaluation and come right after it.
 *
 * Evaluators sort by score and break ties by name, so every score is a little below the one before it (scores are
 * written in millionths).
 */
export function trecLines(queryId: string, hits: readonly Hit[], tag: string): string[] {
  const seen = new Set<string>();
  const lines: string[] = [];
  let last = Number.POSITIVE_INFINITY;
  for (const hit of hits) {
    const documents = [
      trecDocument(hit.segment.documentName, hit.segment.locator),
      ...hit.duplicates.map(({ reference }) => documentOfReference(reference)),
    ];
    for (const document of documents) {
      if (seen.has(document)) continue;
      seen.add(document);
      last = Math.min(Math.round(hit.score * 1e6), last - 1);
      lines.push(`${trecToken(queryId)} Q0 ${document} ${seen.size} ${(last / 1e6).toFixed(6)} ${trecToken(tag)}`);
    }
  }
  return lines;
}

/**
 * How a run names a segment: a record by its own id, anything else by its document's path relative to the indexed
 * folder, with the locator's fragment where it lies inside the document.
 */
export function trecDocument(documentName: string, locator: Locator): string {
  return trecToken(locator.id ?? `${documentName}${formatLocator(locator)}`);
}

/** A field of a run: fields are separated by spaces, so spaces, control characters and `%` are percent-encoded. */
export function trecToken(text: string): string {
  const encoded = text.replace(/[\s\p{Cc}%]/gu, (character) =>
    Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
  return encoded === '' ? '-' : encoded;
}

function documentOfReference(reference: string): string {
  // A file name may hold a # of its own: only what reads as a locator is one.
  const at = reference.lastIndexOf('#');
  const locator = at < 0 ? {} : parseLocator(reference.slice(at));
  const isLocator = at >= 0 && formatLocator(locator) === reference.slice(at);
  return isLocator ? trecDocument(reference.slice(0, at), locator) : trecDocument(reference, {});
}
