const documents = 'sightline://documents/';
const segments = 'sightline://segments/';

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

/** What a resource's address names; undefined when it is none of ours. */
export function parseResourceUri(
  uri: string,
): { readonly type: 'document' | 'segment'; readonly id: string } | undefined {
  const prefix = [documents, segments].find((one) => uri.startsWith(one));
  if (prefix === undefined) return undefined;
  try {
    const id = decodeURIComponent(uri.slice(prefix.length));
    return id === '' ? undefined : { type: prefix === documents ? 'document' : 'segment', id };
  } catch {
    return undefined;
  }
}
