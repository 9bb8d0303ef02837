import { stat } from 'node:fs/promises';
import type { DocumentRecord } from '../data/document.ts';
import type { DocumentView } from './document-schemas.ts';
import type { OriginalLink } from './original-link.ts';
import type { Uploads } from './uploads.ts';

/** Warnings of one document that are shown. */
const mostWarnings = 50;

/** A document as the API shows it: no path. */
export async function documentView(
  record: DocumentRecord,
  uploads: Pick<Uploads, 'isUploaded'>,
  originalLink: OriginalLink,
): Promise<DocumentView> {
  const { id, name, mediaType, segments, warnings, indexedAt, source, parent } = record;
  const isFile = parent === undefined && !/^https?:/i.test(source);
  const bytes = isFile ? (await stat(source).catch(() => undefined))?.size : undefined;
  return {
    id,
    name,
    mediaType,
    segments,
    ...(bytes === undefined ? {} : { bytes }),
    warnings: warnings
      .slice(0, mostWarnings)
      .map(({ message, at }) => ({ message, ...(at === undefined ? {} : { at }) })),
    indexedAt,
    uploaded: uploads.isUploaded(source),
    ...originalLink(id, record.contentHash),
  };
}
