import type { Segment, WordsSource } from '../data/segment.ts';
import { sentences } from '../support/sentences.ts';
import { denied, polarised, said } from './claim-denials.ts';
import { currenciesIn, type Measure, measures } from './claim-measures.ts';
import { quotable } from './claim-quotes.ts';
import { contentOf, isGerman } from './claim-words.ts';

/** What is needed of a segment to check a claim against it. */
export type CitedSegment = Pick<Segment, 'kind' | 'words' | 'metadata'> &
  Partial<Pick<Segment, 'picture' | 'documentName'>>;

/** A sentence, a list item, a table's row, or all fields of a record. */
export interface EvidencePiece {
  readonly text: string;
  /** By sense: whether it is said or denied here. */
  readonly says: ReadonlyMap<string, number>;
  readonly measures: readonly Measure[];
  /** Its evidence holds of one thing only, as a record does: everything in it belongs together. */
  readonly isFacts: boolean;
  /** One of many rows, each of which speaks of something else. */
  readonly isRow: boolean;
  /** The piece goes on from the one before it in the same paragraph: `It` is what that one named. */
  readonly goesOn: boolean;
  readonly context: EvidenceContext;
}

/** What stands around all pieces of one segment: its name, headings, a table's header, its document's name. */
export interface EvidenceContext {
  readonly says: ReadonlySet<string>;
  readonly measures: readonly Measure[];
}

export interface PreparedEvidence {
  readonly pieces: readonly EvidencePiece[];
  readonly context: EvidenceContext;
  /** Each of its texts in the form in which quotations are compared. */
  readonly quotables: readonly string[];
  readonly currencies: ReadonlySet<string>;
  /** Everything that it has in words, for a model to judge. */
  readonly text: string;
  /** A picture says more than its words, and only who sees it can tell. */
  readonly isSeen: boolean;
}

/** Words of one piece of evidence that are read; passages are far shorter. */
const maxChars = 100_000;
const maxPieceChars = 6000;
const textSources: readonly WordsSource[] = ['body', 'caption', 'alt', 'description', 'ocr', 'transcript'];
const pictureKinds: readonly Segment['kind'][] = ['image', 'page', 'slide', 'frame'];
const listItem = /^\s*(?:[-*+•]|\(?\d{1,3}[.)])\s/;
const field = /^\s*\p{L}[\p{L} _.-]{0,40}:\s/u;
/** A heading over what is not to be done: `Please do not`. */
const forbidding = /(?:^|[\s›])(?:do not|don['’]t|never|avoid|bitte nicht|niemals)[\s.:!…]*$/i;
const listMark = /^\s*(?:[-*+•]|\(?\d{1,3}[.)])\s+/;

/** Evidence taken apart for checking, once for all claims that cite it. */
export function preparedEvidence({ kind, words, metadata, picture, documentName }: CitedSegment): PreparedEvidence {
  let room = maxChars;
  const texts = textSources.flatMap((source) => {
    const text = (words[source] ?? '').slice(0, room);
    room -= text.length;
    return text.trim() === '' ? [] : [{ source, text }];
  });
  // What models are shown of other metadata is nothing.
  const facts = kind === 'record' ? factsOf(metadata) : '';
  const around = [words.name, words.heading, words.colour, documentName, metadata.title, metadata.label].filter(
    (value): value is string => typeof value === 'string',
  );
  const isForbidden = forbidding.test(words.heading ?? '');
  const isTable = kind === 'table';
  const header = isTable ? [words.caption ?? '', words.body?.split('\n', 1)[0] ?? ''] : [];
  const contextText = [...around, ...header].join('\n').slice(0, maxChars);
  const all = [contextText, ...texts.map(({ text }) => text), facts].join('\n');
  const german = isGerman(all);
  const context: EvidenceContext = {
    says: new Set(contentOf(contextText).keys()),
    measures: measures(contextText.slice(0, maxPieceChars), german),
  };
  const piece = ({ text, isFacts, isRow, goesOn }: Part): EvidencePiece => {
    // Lines of running text are broken for width only; each field stands by itself.
    const plain = isFacts ? text : text.replace(listMark, '').replace(/\n/g, ' ');
    return {
      text: plain.trim(),
      says: isForbidden ? turned(polarised(plain)) : polarised(plain),
      measures: measures(plain, german),
      isFacts,
      isRow,
      goesOn,
      context,
    };
  };
  const isRecord = kind === 'record';
  const pieces = texts.flatMap(({ source, text }) =>
    partsOf(text, isTable && source === 'body').map((part) => piece({ ...part, isFacts: isRecord && part.isFacts })),
  );
  if (facts)
    for (const part of cut(facts)) pieces.push(piece({ text: part, isFacts: true, isRow: false, goesOn: false }));
  return {
    pieces,
    context,
    quotables: [...texts.map(({ text }) => text), ...around].map(quotable),
    currencies: currenciesIn([], all),
    text: [...around.slice(0, 2), ...texts.map(({ text }) => text), facts].filter(Boolean).join('\n'),
    isSeen: picture !== undefined && pictureKinds.includes(kind),
  };
}

/** Whether there is anything in words to compare with. The name of a photo's file says nothing of what it shows. */
export function hasWords({ pieces }: PreparedEvidence): boolean {
  return pieces.some(({ says, measures: numbers }) => says.size > 0 || numbers.length > 0);
}

/** Senses that a piece or what stands around it says, in either way. */
export function saysOf(piece: EvidencePiece, one: string): boolean {
  return ((piece.says.get(one) ?? 0) & (said | denied)) !== 0 || piece.context.says.has(one);
}

function turned(says: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...says].map(([one, flags]) => [one, flags === said ? denied : flags === denied ? said : flags]));
}

function factsOf(metadata: CitedSegment['metadata']): string {
  return Object.entries(metadata)
    .slice(0, 60)
    .filter(([, value]) => String(value).length <= 100)
    .map(([field, value]) => `${field}: ${Array.isArray(value) ? value.join(', ') : value}`)
    .join('\n');
}

type Part = Pick<EvidencePiece, 'text' | 'isFacts' | 'isRow' | 'goesOn'>;

function partsOf(text: string, inRows: boolean): Part[] {
  if (inRows) {
    const rows = text.split('\n').filter((row) => !/^[\s|:-]*$/.test(row));
    return rows.flatMap(cut).map((row) => ({ text: row, isFacts: false, isRow: true, goesOn: false }));
  }
  return text.split(/\n{2,}/).flatMap((block): Part[] => {
    const lines = block.split('\n');
    const items = lines.filter((line) => listItem.test(line)).length;
    const fields = lines.filter((line) => field.test(line)).length;
    // A line of running text may begin with a word and a colon, too.
    if (lines.length > 1 && (items >= lines.length / 2 || items + fields > 0.6 * lines.length)) {
      return lines.flatMap(cut).map((line) => ({ text: line, isFacts: field.test(line), isRow: false, goesOn: false }));
    }
    return [...sentences(block, 0, block.length)].map(({ start, end }, i) => ({
      text: block.slice(start, end),
      isFacts: false,
      isRow: false,
      goesOn: i > 0,
    }));
  });
}

function cut(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += maxPieceChars) pieces.push(text.slice(at, at + maxPieceChars));
  return pieces.filter((piece) => piece.trim() !== '');
}
