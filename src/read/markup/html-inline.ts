import { findReferences, type ReferenceDecoder } from './html-references.ts';
import { type SourceText, sourceText } from './source-text.ts';

/** A line of running text while it is put together from the texts between tags. */
export interface InlineText {
  /** Adds the source from `start` to `end`: references decoded and, unless `preformatted`, blanks made one. */
  add(start: number, end: number, preformatted: boolean): void;
  /** A line break in the text. */
  lineBreak(at: number): void;
  /** Puts a blank between what stands before and what comes. */
  blank(at: number): void;
  /** Puts a mark in front, such as that of a list item; it counts as text only when more comes. */
  mark(text: string, at: number): void;
  /** What has come together, and starts afresh; undefined when there is no letter. */
  take(): SourceText | undefined;
}

/** Puts running text together as browsers do. */
export function inlineText(source: string, decode: ReferenceDecoder): InlineText {
  let text = sourceText();
  let pending: { text: string; start: number; end: number } | undefined;
  let lead: { text: string; at: number } | undefined;
  let filled = false;

  const put = (words: string, start: number, end: number) => {
    if (!filled && lead) text.append(lead.text, lead.at, lead.at);
    else if (filled && pending) text.append(pending.text, pending.start, pending.end);
    pending = undefined;
    filled = true;
    text.append(words, start, end);
  };
  const hold = (words: string, start: number, end: number) => {
    if (pending?.text !== '\n') pending = { text: words, start, end };
  };
  /** Words and blanks of a stretch without references. */
  const addPlain = (start: number, end: number, preformatted: boolean) => {
    const slice = source.slice(start, end);
    if (preformatted) {
      if (/\S/.test(slice) || filled) put(slice.replaceAll('\r', ' '), start, end);
      return;
    }
    for (const part of slice.matchAll(/\s+|\S+/g)) {
      const from = start + part.index;
      const to = from + part[0].length;
      if (/^\s/.test(part[0])) hold(' ', from, to);
      else put(part[0], from, to);
    }
  };

  return {
    add(start, end, preformatted) {
      let at = start;
      for (const reference of findReferences(source.slice(start, end))) {
        const from = start + reference.index;
        addPlain(at, from, preformatted);
        at = from + reference[0].length;
        const letters = decode(reference[0]);
        if (/^\s+$/.test(letters) && !preformatted) hold(' ', from, at);
        else if (letters !== '') put(letters, from, at);
      }
      addPlain(at, end, preformatted);
    },
    lineBreak: (at) => hold('\n', at, at),
    blank: (at) => hold(' ', at, at),
    mark(words, at) {
      lead = { text: words, at };
    },
    take() {
      pending = undefined;
      lead = undefined;
      if (!filled) return undefined;
      const taken = text;
      text = sourceText();
      filled = false;
      return /[^\s\u200b\ufeff]/.test(taken.text) ? taken : undefined;
    },
  };
}
