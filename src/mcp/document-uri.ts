const documents = 'sightline://documents/';
const segments = 'sightline://segments/';
const names = 'sightline://names/';

/** The resource of a whole document, named by its id. */
export function documentUri(documentId: string): string {
  return documents + encodeURIComponent(documentId);
}

/** The resource of one segment, named by its id. */
export function segmentUri(segmentId: string): string {
  return segments + encodeURIComponent(segmentId);
}

export const documentTemplate = `${documents}{id}`;
export const segmentTemplate = `${segments}{id}`;
/** A document by its name, which people know, with what a URL cannot hold percent-encoded: `sightline://names/scans%2Fa.pdf`. */
export const namedTemplate = `${names}{name}`;

export interface NamedResource {
  readonly type: 'document' | 'segment' | 'name';
  readonly id: string;
}

/** What a resource's address names; undefined when it is none of ours. */
export function parseResourceUri(uri: string): NamedResource | undefined {
  const prefix = [documents, segments, names].find((one) => uri.startsWith(one));
  if (prefix === undefined) return undefined;
  try {
    const id = decodeURIComponent(uri.slice(prefix.length));
    const type = prefix === documents ? 'document' : prefix === segments ? 'segment' : 'name';
    return id === '' ? undefined : { type, id };
  } catch {
    return undefined;
  }
}
