/** A range of the source, end exclusive. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** One stretch of visible text and where it stands in the source; of equal length, it is the same characters. */
interface Run {
  readonly at: number;
  length: number;
  readonly start: number;
  end: number;
}

/**
 * Text as a reader of the page sees it, with the way back to the source it was taken from: mark-up is gone, entities are
 * letters, yet every character knows its place.
 */
export interface SourceText {
  readonly text: string;
  /** Of the text, in characters. */
  readonly length: number;
  /** Adds text that stands for the source from `start` to `end`; where the lengths are equal, character for character. */
  append(text: string, start: number, end: number): void;
  /** Adds another text whole, with its places. */
  appendAll(other: SourceText): void;
  /** Its stretches, in order. */
  pieces(): Iterable<{ readonly text: string } & SourceRange>;
  /** The source range of the visible characters from `start` to `end`, which must not be empty. */
  range(start: number, end: number): SourceRange;
}

export function sourceText(): SourceText {
  return new TextRuns();
}

/** A class, not a closure: pages are made of hundreds of thousands of these. */
class TextRuns implements SourceText {
  #pieces: string[] = [];
  #runs: Run[] = [];
  #length = 0;

  get text(): string {
    if (this.#pieces.length > 1) this.#pieces = [this.#pieces.join('')];
    return this.#pieces[0] ?? '';
  }

  get length(): number {
    return this.#length;
  }

  append(text: string, start: number, end: number): void {
    if (text === '') return;
    const last = this.#runs.at(-1);
    const exact = end - start === text.length;
    if (last && exact && last.end === start && last.end - last.start === last.length) {
      last.length += text.length;
      last.end = end;
    } else this.#runs.push({ at: this.#length, length: text.length, start, end });
    this.#pieces.push(text);
    this.#length += text.length;
  }

  appendAll(other: SourceText): void {
    for (const piece of other.pieces()) this.append(piece.text, piece.start, piece.end);
  }

  *pieces(): Generator<{ readonly text: string } & SourceRange> {
    const { text } = this;
    for (const { at, length, start, end } of this.#runs) yield { text: text.slice(at, at + length), start, end };
  }

  range(start: number, end: number): SourceRange {
    const last = this.#runAt(end - 1);
    const from = this.#place(start);
    if (!last) return { start: from, end: from };
    const exact = last.end - last.start === last.length;
    const to = end === last.at + last.length ? last.end : exact ? this.#place(end - 1) + 1 : this.#place(end);
    return { start: from, end: Math.max(from, to) };
  }

  #runAt(offset: number): Run | undefined {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#runs[middle]?.at ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#runs[low];
  }

  /** Inside a stretch whose lengths differ, places are spread evenly. */
  #place(offset: number): number {
    const run = this.#runAt(offset);
    if (!run) return 0;
    const into = offset - run.at;
    if (run.end - run.start === run.length) return run.start + into;
    return run.start + Math.floor((into / run.length) * (run.end - run.start));
  }
}

/** How far a lost thread is looked for, in characters. */
const searchChars = 200;

/**
 * Adds `value`, which a parser made of `source` from `start` to `end` by taking away (escapes, indentation, quote marks) and
 * by decoding character references, so that each of its characters finds its place again. `shift` is where `source` starts in
 * the whole that places are counted in.
 */
export function appendAligned(
  target: SourceText,
  value: string,
  source: string,
  start: number,
  end: number,
  shift = 0,
): void {
  const add = (text: string, from: number, to: number) => target.append(text, shift + from, shift + Math.max(from, to));
  let at = 0;
  let from = start;
  while (at < value.length) {
    let same = 0;
    while (from + same < end && at + same < value.length && source[from + same] === value[at + same]) {
      if (source[from + same] === '&' && same > 0) break;
      same++;
    }
    const reference = source[from] === '&' ? referenceAt(source, from, end) : undefined;
    if (reference && !value.startsWith(reference, at)) {
      const length = (value.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      add(value.slice(at, at + length), from, from + reference.length);
      at += length;
      from += reference.length;
    } else if (same > 0) {
      add(value.slice(at, at + same), from, from + same);
      at += same;
      from += same;
    } else {
      const next = source.slice(from, Math.min(end, from + searchChars)).indexOf(value.charAt(at));
      if (next < 0) {
        add(value.slice(at), from, end);
        return;
      }
      from += next;
    }
  }
}

function referenceAt(source: string, at: number, end: number): string | undefined {
  return /^&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/i.exec(source.slice(at, Math.min(end, at + 40)))?.[0];
}
