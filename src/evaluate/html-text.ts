/** A piece of HTML that is safe to put on a page as it is. Made by {@link html}, or from text of this program's own. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | undefined | readonly Html[];

/** HTML with its values escaped, so that nothing a document or a query says can become markup. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, i) => `${text}${i < parts.length ? written(parts[i]) : ''}`).join(''));
}

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map((one) => one.text).join('');
  return escaped(String(part));
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand between tags and in quoted attributes: control characters and halves of characters are taken out. */
function escaped(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]|\p{Cs}/gu, '').replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}
