/** The media type without its parameters; `application/octet-stream` when the header holds none. */
export function mediaTypeOf(contentType: string): string {
  const [type = ''] = contentType.split(/[;,]/, 1);
  return /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(type.trim()) ? type.trim().toLowerCase() : 'application/octet-stream';
}

/**
 * A plain file name without folders and control characters, from `content-disposition` (RFC 6266) or else the URL's path;
 * undefined when there is none to be had.
 */
export function fileNameOf(url: URL, contentDisposition: string): string | undefined {
  const extended = /(?:^|;)\s*filename\*\s*=\s*(?:utf-8|us-ascii)'[^']*'([^;\s]+)/i.exec(contentDisposition)?.[1];
  const quoted = /(?:^|;)\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(contentDisposition)?.[1]?.replace(/\\(.)/g, '$1');
  const bare = /(?:^|;)\s*filename\s*=\s*([^";\s]+)/i.exec(contentDisposition)?.[1];
  const given = (extended === undefined ? undefined : decoded(extended)) ?? quoted ?? bare ?? decoded(url.pathname);
  const name = given
    .slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1)
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 200);
  return name === '' || name === '.' || name === '..' ? undefined : name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
