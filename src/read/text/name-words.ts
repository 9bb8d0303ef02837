/** Longest file name that is looked at, in characters; file systems stop at 255 bytes, URLs do not. */
const maxNameChars = 300;

/**
 * The words a file's name is made of, for the keyword index: `MidnightOak_chair-2.jpg` gives
 * `MidnightOak Midnight Oak chair 2`. A compound in camelCase is kept whole too, so that it is found either way.
 * Takes a bare name, a path or a URL; returns the empty string when the name holds no letter or digit.
 */
export function nameWords(fileName: string): string {
  const found: string[] = [];
  for (const part of withoutExtension(lastPart(fileName)).split(/[^\p{L}\p{M}\p{N}]+/u)) {
    if (part === '') continue;
    found.push(part);
    const pieces = part.split(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u);
    if (pieces.length > 1) found.push(...pieces);
  }
  return found.join(' ');
}

function lastPart(name: string): string {
  const bare = /^[a-z][a-z0-9+.-]+:\/\//i.test(name) ? name.replace(/[?#].*$/s, '') : name;
  const last = bare.split(/[\\/]/).findLast((part) => part !== '') ?? '';
  return decodePercent(last.slice(-maxNameChars)).normalize('NFC');
}

/** Undoes percent escapes, as in names taken from URLs; a stray `%` stays as it is. */
function decodePercent(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function withoutExtension(name: string): string {
  return name.replace(/(?<=.)\.(?=[a-z0-9]{0,7}[a-z])[a-z0-9]{1,8}$/i, '');
}
