/** Decodes character references (`&amp;`, `&#8211;`, `&eacute;`) in a string. */
export type ReferenceDecoder = (text: string) => string;

const referencePattern = /&(?:#\d{1,7};?|#x[\da-f]{1,6};?|[a-z][a-z\d]{1,31};?)/gi;
const known = new Map<string, string>(
  Object.entries({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&nbsp;': '\u00a0' }),
);
/** There are 2,231 names; what is not one of them is not remembered without end. */
const mostKnown = 5000;

/** Where character references stand in a text. */
export function findReferences(text: string): IterableIterator<RegExpExecArray> {
  return text.matchAll(referencePattern);
}

/** A decoder that knows every name HTML has: it asks the HTML parser, once for each name. */
export async function referenceDecoder(): Promise<ReferenceDecoder> {
  const { parseHTML } = await import('linkedom');
  const decodeOne = (reference: string): string => {
    const found = known.get(reference);
    if (found !== undefined) return found;
    const { document } = parseHTML('<p></p>');
    const paragraph = document.createElement('p');
    paragraph.innerHTML = reference;
    const letter = (paragraph.textContent ?? reference).replace(/\0|\p{Surrogate}/gu, '\ufffd');
    if (known.size < mostKnown) known.set(reference, letter);
    return letter;
  };
  return (text) => (text.includes('&') ? text.replace(referencePattern, decodeOne) : text);
}
