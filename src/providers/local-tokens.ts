import type { LocalEncoder, ModelTensor } from './local-encoder.ts';

/** One sequence as the graph takes it. */
export interface TokenRow {
  readonly ids: readonly number[];
  /** 0 for the first text of a pair and the marks around it, 1 for the second. */
  readonly types: readonly number[];
}

/** What the tokenizer puts before, between and after the texts: [CLS] a [SEP] b [SEP], for one. */
interface Marks {
  readonly head: TokenRow;
  readonly middle: TokenRow;
  readonly tail: TokenRow;
}

export interface Tokens {
  /** The longest sequence that `tokenizer_config.json` allows; undefined where it names none. */
  readonly most: number | undefined;
  /** How many marks stand before a text. */
  readonly before: number;
  /** Tokens of a text with the marks around it. */
  count(text: string): number;
  /** Tokens of the words alone. */
  countWords(text: string): number;
  /** A text in its marks; what does not fit is cut from the end of the text, so that the closing mark stays. */
  single(text: string, most: number): TokenRow;
  /** A query with each document; the document is cut, and the query only where it would fill more than half. */
  pairs(query: string, most: number): (document: string) => TokenRow;
  /** The inputs that encoders have, padded on the right to the longest row, or to `width`. A graph takes the ones it knows. */
  inputs(rows: readonly TokenRow[], width?: number): Record<string, ModelTensor>;
}

/** A text longer than this for each token that fits is cut before it is tokenised, which takes time by its length. */
const charsPerToken = 64;

/** @throws SightlineError 'model-missing' when the tokenizer's files are missing or broken. */
export async function openTokens({ library, load, folder, config }: LocalEncoder): Promise<Tokens> {
  const tokenizer = await load('tokenizer', (options) => library.AutoTokenizer.from_pretrained(folder, options));
  const padId: number = tokenizer.pad_token_id ?? config.pad_token_id ?? 0;
  const named: unknown = tokenizer.model_max_length;
  const words = (text: string): number[] => tokenizer.encode(text, { add_special_tokens: false });
  const cut = (text: string, most: number): number[] => words(text.slice(0, most * charsPerToken));
  const [alone, paired] = [marksOf(tokenizer, words), marksOf(tokenizer, words, true)];

  return {
    // Tokenizers without a limit write a number beyond any sense, such as 1e30.
    most: typeof named === 'number' && named > 0 && named < 1e6 ? named : undefined,
    before: alone.head.ids.length,
    count: (text) => words(text).length + alone.head.ids.length + alone.tail.ids.length,
    countWords: (text) => words(text).length,
    single(text, most) {
      const room = Math.max(0, most - alone.head.ids.length - alone.tail.ids.length);
      const row = join(alone.head, fill(cut(text, room).slice(0, room), 0), alone.tail);
      // A sequence must have something in it, and not every tokenizer has marks.
      return row.ids.length > 0 ? row : fill([padId], 0);
    },
    pairs(query, most) {
      const { head, middle, tail } = paired;
      const room = Math.max(0, most - head.ids.length - middle.ids.length - tail.ids.length);
      const asked = cut(query, room).slice(0, Math.ceil(room / 2));
      const first = join(head, fill(asked, 0), middle);
      // What comes after the second text belongs to it.
      const type = tail.types[0] ?? 1;
      return (document) => {
        const left = room - asked.length;
        return join(first, fill(cut(document, left).slice(0, left), type), tail);
      };
    },
    inputs(rows, width = Math.max(...rows.map((row) => row.ids.length))) {
      const size = rows.length * width;
      const ids = new BigInt64Array(size).fill(BigInt(padId));
      const types = new BigInt64Array(size);
      const mask = new BigInt64Array(size);
      for (const [r, row] of rows.entries()) {
        for (const [c, id] of row.ids.entries()) {
          ids[r * width + c] = BigInt(id);
          types[r * width + c] = BigInt(row.types[c] ?? 0);
          mask[r * width + c] = 1n;
        }
      }
      const tensor = (data: BigInt64Array) => new library.Tensor('int64', data, [rows.length, width]);
      return { input_ids: tensor(ids), attention_mask: tensor(mask), token_type_ids: tensor(types) };
    },
  };
}

type Tokenizer = Awaited<ReturnType<LocalEncoder['library']['AutoTokenizer']['from_pretrained']>>;

/** Learns the marks from an example: the texts are put between them by our own hand, so that only texts are ever cut. */
function marksOf(tokenizer: Tokenizer, words: (text: string) => number[], pair = false): Marks {
  const [a, b] = ['a', 'b'];
  const encoded = tokenizer(a, {
    ...(pair ? { text_pair: b } : {}),
    return_tensor: false,
    return_token_type_ids: true,
  });
  const all = { ids: encoded.input_ids, types: encoded.token_type_ids ?? [] };
  const slice = (from: number, to: number): TokenRow => ({
    ids: all.ids.slice(from, to),
    types: all.ids.slice(from, to).map((_, i) => all.types[from + i] ?? 0),
  });
  const [first, second] = [words(a), pair ? words(b) : []];
  const start = placeOf(first, all.ids, 0);
  const after = start + first.length;
  if (!pair) return { head: slice(0, start), middle: slice(0, 0), tail: slice(after, all.ids.length) };
  const next = placeOf(second, all.ids, after);
  return { head: slice(0, start), middle: slice(after, next), tail: slice(next + second.length, all.ids.length) };
}

function placeOf(sought: readonly number[], ids: readonly number[], from: number): number {
  for (let i = from; i + sought.length <= ids.length; i++) {
    if (sought.every((id, n) => ids[i + n] === id)) return i;
  }
  return from;
}

function fill(ids: readonly number[], type: number): TokenRow {
  return { ids, types: ids.map(() => type) };
}

function join(...rows: readonly TokenRow[]): TokenRow {
  return { ids: rows.flatMap((row) => row.ids), types: rows.flatMap((row) => row.types) };
}
