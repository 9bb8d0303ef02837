/** Between these, one space keeps Markdown from making a link, an image, a definition or a tag of what was quoted. */
const joins: readonly (readonly [before: RegExp, after: RegExp])[] = [
  [/\]/, /[([:]/],
  [/!/, /\[/],
  [/</, /[\p{L}/!?]/u],
];
/** Control characters but for line breaks and tabs, marks that turn the direction of text around, and invisible tags. */
const invisible = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

/**
 * Makes text from documents and models harmless in a client that shows Markdown, while it streams: `[x](http://…)`,
 * `![x](http://…)`, `[x]: http://…` and `<img …>` come out as the words they are, with a space inside. Escaping with backslashes
 * would not do: a backslash before it undoes it, and clients take `\[` for a formula. An address that stands there by itself
 * stays as it is: it hides nothing, and nothing is loaded from it.
 */
export class PlainMarkdown {
  #last = '';

  push(text: string): string {
    let out = '';
    for (const character of text.replace(invisible, '')) {
      if (joins.some(([before, after]) => before.test(this.#last) && after.test(character))) out += ' ';
      out += character;
      this.#last = character;
    }
    return out;
  }
}

/** A name as the title of a link definition, where quotes, brackets and line breaks would end it. */
export function linkTitle(name: string): string {
  return name
    .replace(invisible, '')
    .replace(/["\\<>[\]()`&]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}
