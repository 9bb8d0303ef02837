/** What models put between brackets when they cite: `[S1]`, `[S1, S3]`, `[S2; S4]`, `[s1]`, `【S1】`. */
const mark = '[[【]\\s*S\\d{1,3}(?:\\s*[,;&]\\s*S?\\d{1,3})*\\s*[\\]】]';
/** Marks in a row, with the blank before them. */
const run = new RegExp(`(\\s*)(${mark}(?:\\s*${mark})*)`, 'giu');
/** The end of a text that may belong to a mark: marks to which others may be added, and a bracket that is still open. */
const undecided = new RegExp(`(?:\\s*${mark})*\\s*([[【][^\\]】]*)?$`, 'iu');
/** The longest open bracket that is waited for while text streams in. */
const longestMark = 60;

/**
 * Turns the labels that a model was given (`[S3]`) into numbers in the order of their first appearance (`[1]`), while the text
 * streams in. Labels that were never given are taken out: they would point at nothing.
 */
export class CitationMarks {
  readonly #count: number;
  readonly #numbers = new Map<number, number>();
  #held = '';
  /** Labels that the model made up. */
  readonly unknown = new Set<string>();

  /** @param count How many labels there are: `S1` to `S<count>`. */
  constructor(count: number) {
    this.#count = count;
  }

  /** Places of the cited evidence, counted from 0, in the order of their numbers. */
  get cited(): readonly number[] {
    return [...this.#numbers.keys()];
  }

  /** The part of the text so far that is ready to be shown. */
  push(text: string): string {
    this.#held += text;
    const end = undecided.exec(this.#held);
    const ready = end && (end[1]?.length ?? 0) <= longestMark ? this.#held.slice(0, end.index) : this.#held;
    this.#held = this.#held.slice(ready.length);
    return this.#numbered(ready);
  }

  /** The rest. */
  end(): string {
    const rest = this.#numbered(this.#held);
    this.#held = '';
    return rest;
  }

  #numbered(text: string): string {
    return text.replace(run, (_all, blank: string, marks: string) => {
      const places = [...marks.matchAll(/\d+/g)].map(([digits]) => Number(digits) - 1);
      const known = places.filter((place) => place >= 0 && place < this.#count);
      for (const place of places) if (!known.includes(place)) this.unknown.add(`S${place + 1}`);
      if (known.length === 0) return '';
      return `${blank}${[...new Set(known)].map((place) => `[${this.#numberOf(place)}]`).join('')}`;
    });
  }

  #numberOf(place: number): number {
    const known = this.#numbers.get(place);
    if (known !== undefined) return known;
    const number = this.#numbers.size + 1;
    this.#numbers.set(place, number);
    return number;
  }
}
