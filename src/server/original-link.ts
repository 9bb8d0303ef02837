/** The address of a document itself, as part of what is shown of it; nothing where documents are not handed out. */
export type OriginalLink = (
  documentId: string,
  contentHash: string | undefined,
) => { readonly original?: { readonly url: string } };

/**
 * Where documents themselves are had. An address holds a version (the beginning of the content's hash), so that a browser may
 * keep what it got for ever. Where words are redacted, files are not handed out, and no address is given.
 */
export function originalLink({ redact }: { readonly redact: boolean }): OriginalLink {
  return (documentId, contentHash) => {
    if (redact) return {};
    const version = contentHash === undefined ? '' : `~${contentHash.slice(0, 12)}`;
    return { original: { url: `/api/documents/${encodeURIComponent(documentId)}${version}/original` } };
  };
}
