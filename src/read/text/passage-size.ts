/** How long passages are made, and in what their length is counted: characters, or tokens of the model that reads them. */
export interface PassageSize {
  /** Most of one passage. */
  readonly most: number;
  /** Most that a passage repeats, in whole sentences, of the one before it; 0 for nothing. */
  readonly overlap: number;
  /** Most of one part of a table that is cut between rows. */
  readonly mostOfTable: number;
  /** Names the measure, so that texts are cut again when it changes: `characters`, `tokens of builtin`. */
  readonly unit: string;
  /** Length of `text.slice(start, end)`. */
  measure(text: string, start: number, end: number): number;
}

/** Lengths in characters (UTF-16 code units). A table part may be longer than a passage: its header is repeated in each. */
export function inCharacters(most: number, overlap = 0): PassageSize {
  return {
    most: Math.max(1, Math.floor(most)),
    overlap,
    mostOfTable: 2 * most,
    unit: 'characters',
    measure: (_, start, end) => end - start,
  };
}

/** No tokenizer makes much fewer tokens of a text than a sixth of its characters; longer stretches are counted in pieces. */
const countedAtOnce = 20_000;

/** Lengths in tokens of a model. What a model cannot read whole it cannot place, so no part of a table is longer either. */
export function inTokens(
  most: number,
  overlap: number,
  model: { readonly name: string; countTokens(text: string): number },
): PassageSize {
  return {
    most,
    overlap,
    mostOfTable: most,
    unit: `tokens of ${model.name}`,
    measure(text, start, end) {
      let count = 0;
      for (let at = start; at < end; at += countedAtOnce)
        count += model.countTokens(text.slice(at, Math.min(end, at + countedAtOnce)));
      return count;
    },
  };
}
