import type { SegmentKind } from '../data/segment.ts';
import type { Filter } from '../store/filter.ts';
import { asksForFacts, isQuoted } from './constraint-context.ts';
import type { KnownField } from './constraint-fields.ts';
import type { ConstraintReader, Reading } from './constraint-reading.ts';

/** Plural words for kinds: "the only picture" asks for one, not for a kind. */
const kindWords: readonly (readonly [string, readonly SegmentKind[]])[] = [
  ['pictures|images|photos|photographs|pics|bilder|fotos', ['image', 'frame']],
  ['tables|tabellen', ['table']],
  ['slides|folien', ['slide']],
];
const anyKind = kindWords.map(([words]) => words).join('|');

/** Files by the words for them. */
const fileWords: readonly (readonly [string, readonly string[]])[] = [
  ['pdfs|pdf[- ](?:files|documents)|pdf-dateien', ['.pdf']],
  ['spreadsheets|excel (?:files|sheets)|excel-dateien', ['.xlsx', '.xls', '.ods']],
  ['word (?:files|documents)|word-dateien', ['.docx', '.doc']],
  ['powerpoints|powerpoint (?:files|presentations)|slide decks|powerpoint-dateien', ['.pptx', '.ppt']],
  ['e-?mails|mails', ['.eml', '.mbox', '.msg']],
];
const anyFile = fileWords.map(([words]) => words).join('|');

const whole = (pattern: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}-])(?:${pattern})(?![\\p{L}\\p{N}])`, 'giu');
const list = (words: string): string => `(?<things>(?:${words})(?:\\s?(?:,|and|or|und|oder)\\s?(?:${words}))*)`;
const onlyFirst = whole(
  `(?:only|just|nur)\\s(?:(?:show|zeige?)\\s(?:me|mir)\\s)?(?:the\\s|die\\s)?${list(`${anyKind}|${anyFile}`)}(?:\\s(?:of|about|von|mit|zu))?`,
);
const onlyLast = whole(`${list(`${anyKind}|${anyFile}`)}\\sonly(?:\\s(?:please|bitte))?`);
const inFiles = whole(
  `(?:in|from|within|among|aus|in)\\s(?:(?:all|any)\\s(?:of\\s)?)?(?:the|my|our|these|den|allen)\\s${list(anyFile)}`,
);

const askers =
  /(?:^|[,.;:!?(–-]|(?<!\p{L})(?:show|me|find|give|list|return|search|get|see|want|please|but|in|display|us|with|zeige?|mir|uns|bitte|suche?|finde?))\s*$/iu;
const blocked =
  /(?<!\p{L})(?:not|than|if|the|a|an|read|its|their|his|her|accepts?|supports?|allows?|contains?|contain|ha(?:s|ve|d)|uploads?|uses?|needs?|include[sd]?|nicht|wenn|das|die|der)\s*-?$/iu;
const verbAfter =
  /^\s*(?:are|is|can|will|may|have|has|were|was|should|must|show|exist|count|need|sind|werden|können|dürfen|haben|matter|do|did|that|which|of\s+the\s+(?:same|type))(?!\p{L})/iu;

/** What is to be shown at all: `only pictures`, `slides only`, `in the PDFs`. */
export const readKinds: ConstraintReader = (question, { fields }) => [
  ...[...question.matchAll(onlyFirst), ...question.matchAll(onlyLast)].flatMap((match): Reading[] => {
    const start = match.index;
    const end = start + match[0].length;
    const [before, after] = [question.slice(0, start), question.slice(end)];
    const isLast = /^[\s.!?)]*$/.test(after);
    const isOnlyLast = /only(?: please| bitte)?$/i.test(match[0]);
    if (isQuoted(question, start) || blocked.test(before) || verbAfter.test(after)) return [];
    if (asksForFacts(question) && !/^[\s]*$/.test(before) && !/[,;.:?!(]\s*$/.test(before)) return [];
    // In mid-sentence both `only` and `pictures` may belong to other words.
    const standsAlone = isOnlyLast
      ? isLast || /^\s*[,;.:!?)]/.test(after) || before.trim() === ''
      : askers.test(before) || isLast;
    return standsAlone ? readingOf(match, fields) : [];
  }),
  ...[...question.matchAll(inFiles)].flatMap((match) =>
    isQuoted(question, match.index) ? [] : readingOf(match, fields),
  ),
];

function readingOf(match: RegExpMatchArray, fields: readonly KnownField[]): Reading[] {
  const things = (match.groups?.things ?? '').toLowerCase();
  const held = fields.find((field) => field.name === 'kind')?.values;
  const kinds: SegmentKind[] = [];
  const endings: string[] = [];
  for (const word of things.split(/\s?(?:,|(?<=\s)(?:and|or|und|oder)(?=\s))\s?/)) {
    // A shop's tables have four legs.
    if (fields.some((field) => field.name !== 'kind' && field.values?.some((value) => value.toLowerCase() === word)))
      return [];
    const wanted = kindWords
      .find(([words]) => isOneOf(word, words))?.[1]
      .filter((kind) => held?.includes(kind) ?? true);
    if (wanted) {
      // The index holds none: in a catalogue the word means something else.
      if (wanted.length === 0) return [];
      kinds.push(...wanted);
    } else endings.push(...(fileWords.find(([words]) => isOneOf(word, words))?.[1] ?? []));
  }
  const [kind, ...others] = kinds;
  const all: Filter[] = [
    ...(kind === undefined
      ? []
      : others.length === 0
        ? [{ op: 'compare', field: 'kind', test: '=', value: kind } as const]
        : [{ op: 'in', field: 'kind', values: kinds } as const]),
    ...endings.map((value) => ({ op: 'contains', field: 'document', value }) as const),
  ];
  const [first] = all;
  if (!first || match.index === undefined) return [];
  const names = [...kinds.map((one) => `kind ${one}`), ...endings.map((one) => `documents named ${one}`)];
  return [
    {
      start: match.index,
      end: match.index + match[0].length,
      filter: all.length === 1 ? first : { op: 'or', all },
      meaning: names.join(' or '),
    },
  ];
}

function isOneOf(word: string, words: string): boolean {
  return new RegExp(`^(?:${words})$`, 'iu').test(word);
}
