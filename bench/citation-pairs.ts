import type { Segment } from '../src/data/segment.ts';
import { sentences } from '../src/support/sentences.ts';
import { seededRandom } from './statistics.ts';

export const falseKinds = [
  'number changed',
  'entity swapped',
  'negation added or removed',
  'unit changed',
  'citation missing',
  'other evidence cited',
] as const;
export type FalseKind = (typeof falseKinds)[number];
export const trueForms = ['verbatim', 'synonyms', 'other order', 'number format', 'a part', 'two in one'] as const;
export type TrueForm = (typeof trueForms)[number];

/** A sentence of an answer with the evidence that it cites, made true or false. */
export interface Pair {
  readonly sentence: string;
  readonly evidence: Segment;
  readonly isCited: boolean;
  readonly kind: FalseKind | TrueForm;
  /** For what is true: the kind of falsehood it is the twin of. */
  readonly twinOf?: FalseKind;
}

interface Source {
  readonly sentence: string;
  readonly segment: Segment;
}
type Random = () => number;
type Change = (sentence: string, random: Random, all: readonly Source[]) => string | undefined;

const pick = <T>(values: readonly T[], random: Random): T | undefined => values[Math.floor(random() * values.length)];

/** Sentences that a segment says: those of its text, its rows, and its fields put into words. */
export function sourcesOf(segments: readonly Segment[]): Source[] {
  return segments.flatMap((segment) => {
    const { kind, words, metadata } = segment;
    const body = words.body ?? '';
    if (kind === 'record') {
      if (metadata.id === undefined || metadata.weight_kg === undefined) return [];
      const name = String(metadata.id ?? '');
      const [description = ''] = body.split('\n\n');
      const facts = [
        `The ${name} costs $${metadata.price}.`,
        `The ${name} weighs ${metadata.weight_kg} kg.`,
        `The ${name} is made of ${metadata.material}, and its colour is ${metadata.colour}.`,
      ];
      return [...facts, ...plainSentences(description)].map((sentence) => ({ sentence, segment }));
    }
    if (kind === 'table') {
      const rows = body.split('\n').filter((row) => /^\|.*\p{L}.*\|$/u.test(row));
      return rows.slice(1).map((row) => ({ sentence: row.slice(1, -1).trim(), segment }));
    }
    return kind === 'text' ? plainSentences(body).map((sentence) => ({ sentence, segment })) : [];
  });
}

function plainSentences(text: string): string[] {
  const lines = text.split(/\n(?=\s*(?:[-*]|\d+\.)\s)|\n{2,}/);
  return lines
    .flatMap((line) => [...sentences(line, 0, line.length)].map(({ start, end }) => line.slice(start, end)))
    .map((sentence) =>
      sentence
        .replace(/^\s*(?:[-*]|\d+\.)\s+/, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((sentence) => /^(?!I )\p{Lu}.*[.!]$/u.test(sentence) && (sentence.match(/\p{L}{3,}/gu)?.length ?? 0) >= 4);
}

const synonyms: readonly (readonly [RegExp, string])[] = [
  [/\babout\b/, 'approximately'],
  [/\busually\b/, 'normally'],
  [/\benough\b/, 'sufficient'],
  [/\bput on\b/i, 'apply'],
  [/\bneeds\b/, 'requires'],
  [/\bcosts\b/, 'is priced at'],
  [/\bsmall\b/, 'little'],
  [/\bkeep\b/i, 'hold'],
  [/\bbefore you\b/, 'prior to when you'],
  [/\bwhole\b/, 'entire'],
  [/\bwipe\b/i, 'rub'],
  [/\bleave\b/i, 'let'],
  [/\bharmless\b/, 'no danger'],
  [/\bstops\b/, 'ceases'],
  [/\bafter every\b/, 'following each'],
  [/\btwice\b/, 'two times'],
  [/\blarge\b/, 'big'],
  [/\bthin\b/, 'fine'],
  [/\bset\b/, 'place'],
  [/\bis made of\b/, 'consists of'],
  [/\bweighs\b/, 'has a weight of'],
  [/\bbetween\b/, 'in the range of'],
  [/\bcarr(?:y|ies)\b/i, 'hold up'],
  [/\bcloth\b/, 'fabric'],
];

const formats: readonly (readonly [RegExp, (...groups: string[]) => string])[] = [
  [/(\d+(?:\.\d+)?) kg\b/, (_all, n = '') => `${Math.round(Number(n) * 1000)} g`],
  [/(\d+) g\b/, (_all, n = '') => `${Number(n) / 1000} kg`],
  [/(?<!\d )(?<![\d.])(\d+) cm\b/, (_all, n = '') => `${Number(n) / 100} m`],
  [/(?<!\d )(?<![\d.])(\d+(?:\.\d+)?) mm\b/, (_all, n = '') => `${Number(n) / 10} cm`],
  [/(\d+(?:\.\d+)?) ml\b/, (_all, n = '') => `${Number(n) / 1000} l`],
  [/(?<!to )(?<![\d.])(\d+(?:\.\d+)?) hours\b/, (_all, n = '') => `${Number(n) * 60} minutes`],
  [/(\d+) minutes\b/, (_all, n = '') => `${n} min`],
  [/(?<!to )(?<!\d)(\d+) weeks\b/, (_all, n = '') => `${Number(n) * 7} days`],
  [/(?<!to )(?<!\d)(\d+) years\b/, (_all, n = '') => `${Number(n) * 12} months`],
  [
    /(?<!to )(?<!\d)(\d+) months\b/,
    (_all, n = '') => (Number(n) % 12 === 0 ? `${Number(n) / 12} years` : `${n} months`),
  ],
  [/(\d+) °C/, (_all, n = '') => `${n} degrees Celsius`],
  [/(\d+) %/, (_all, n = '') => `${n} percent`],
  [/\$(\d+)(?![\d.,])/, (_all, n = '') => `${n}.00 USD`],
  [/(?<![\d.,-])\b(\d)(\d{3})\b(?![.,-])/, (_all, a = '', b = '') => `${a},${b}`],
  [
    /(?<![\d.,$-])\b([2-9])\b(?![.,:%/-])/,
    (_all, n = '') => 'two three four five six seven eight nine'.split(' ')[Number(n) - 2] ?? n,
  ],
  [
    /\b(two|three|four|five|six)\b/i,
    (_all, n = '') => String(['two', 'three', 'four', 'five', 'six'].indexOf(n.toLowerCase()) + 2),
  ],
];

const reword: Record<TrueForm, Change> = {
  verbatim: (sentence) => sentence,
  synonyms(sentence) {
    let result = sentence;
    for (const [form, other] of synonyms) result = result.replace(form, other);
    return result === sentence ? undefined : upperFirst(result);
  },
  'other order'(sentence) {
    const parts = /^((?:If|For|After|When|Before|In|At|As|Below|With|Once)\b[^,;|]{4,80}), ([^|]+)\.$/u.exec(sentence);
    if (parts) return `${upperFirst(parts[2] ?? '')}, ${lowerFirst(parts[1] ?? '')}.`;
    const halves = /^([^;|]{8,}); ([^;|]{8,})\.$/u.exec(sentence);
    if (halves) return `${upperFirst(halves[2] ?? '')}; ${lowerFirst(halves[1] ?? '')}.`;
    const cells = sentence.split(' | ');
    return cells.length > 1 ? [...cells].reverse().join(' | ') : undefined;
  },
  'a part'(sentence) {
    const part =
      /^(?!If|For|After|When|Before|In|At|As|Below|With|Once)([^|;]{20,}?)(?:; |: | and | so that | which )[^|]{8,}\.$/u.exec(
        sentence,
      )?.[1];
    return part && !/\b(?:between|both|the|a|of|by|in)\b[^,]{0,20}$/.test(part)
      ? `${part.replace(/,$/, '')}.`
      : undefined;
  },
  'two in one'(sentence, _random, all) {
    const place = all.findIndex((one) => one.sentence === sentence);
    const [own, next] = [all[place], all[place + 1]];
    if (!own || !next || own.segment !== next.segment || sentence.includes(' | ')) return undefined;
    return `${sentence.replace(/[.!]$/, '')}, and ${lowerFirst(next.sentence)}`;
  },
  'number format'(sentence) {
    for (const [form, write] of formats) {
      const result = sentence.replace(form, write);
      if (result !== sentence) return result;
    }
    return undefined;
  },
};

const swappedUnits: readonly (readonly [RegExp, string])[] = [
  [/(?<=\d )kg\b/, 'g'],
  [/(?<=\d )g\b/, 'kg'],
  [/(?<=\d )cm\b/, 'mm'],
  [/(?<=\d )mm\b/, 'cm'],
  [/(?<=\d )metres\b/, 'centimetres'],
  [/\bhours\b/, 'minutes'],
  [/\bminutes\b/, 'hours'],
  [/\bseconds\b/, 'minutes'],
  [/\bweeks\b/, 'months'],
  [/\bmonths\b/, 'weeks'],
  [/\byears\b/, 'months'],
  [/\bdays\b/, 'weeks'],
  [/°C/, '°F'],
  [/\$(?=\d)/, '€'],
  [/(?<=\d )ml\b/, 'l'],
  [/(?<=\d )litres?\b/, 'ml'],
];

/** Names of products: in one word, as the collection's records are called. */
function productNames(all: readonly Source[]): string[] {
  return [
    ...new Set(
      all.flatMap(({ segment }) =>
        segment.kind === 'record' && segment.metadata.id !== undefined ? [String(segment.metadata.id)] : [],
      ),
    ),
  ];
}

const falsify: Record<FalseKind, Change> = {
  'number changed'(sentence, random) {
    const numbers = [...sentence.matchAll(/(?<![\p{L}\p{N}.,-]|\p{L}-)\d+(?:[.,]\d+)?(?![\p{L}\p{N}]|[.,-]\d)/gu)];
    const found = pick(numbers, random);
    if (!found) return undefined;
    const value = Number(found[0].replace(',', ''));
    const factor = pick([0.5, 0.8, 1.25, 2, 3, 10], random) ?? 2;
    const decimals = found[0].split('.')[1]?.length ?? 0;
    let other = (value * factor).toFixed(decimals);
    if (Number(other) === value) other = String(value + 1);
    return sentence.slice(0, found.index) + other + sentence.slice(found.index + found[0].length);
  },
  'entity swapped'(sentence, random, all) {
    const names = productNames(all);
    const found = names.filter((name) => new RegExp(`(?<!\\p{L})${name}(?!\\p{L})`, 'u').test(sentence));
    const old = pick(found, random);
    const other = pick(
      names.filter((name) => !found.includes(name)),
      random,
    );
    return old && other ? sentence.replaceAll(new RegExp(`(?<!\\p{L})${old}(?!\\p{L})`, 'gu'), other) : undefined;
  },
  'negation added or removed'(sentence) {
    if (sentence.includes(' | ')) return undefined;
    const removed = sentence
      .replace(/\b(do|does|is|are|can|will|may|must|should) not\b/i, '$1')
      .replace(/^Do (?=\p{Ll})/u, '')
      .replace(/\bnever /i, '')
      .replace(/\bwithout\b/, 'with');
    if (removed !== sentence) return upperFirst(removed);
    const added = sentence.replace(/\b(is|are|can|will|may|must|should|has been)\b(?! not)/, '$1 not');
    if (added !== sentence) return added;
    const order =
      /^(?:Wipe|Wash|Rub|Put|Use|Close|Open|Rinse|Leave|Hang|Keep|Fill|Stir|Warm|Press|Run|Fold|Grind|Hone|Oil|Pitch|Lay|Carry|Tie|Store|Charge|Hold|Cut|Send|Brush|Bring|Soak|Sand|Feed|Peg|Raise|Sponge|Stand|Tumble)\b/;
    if (order.test(sentence)) return `Do not ${lowerFirst(sentence)}`;
    const verb = /\b(costs|weighs|takes|comes|needs|keeps|stands|turns|holds|carries|makes|stays|loses)\b/;
    return verb.test(sentence)
      ? sentence.replace(verb, (form) => `does not ${form.replace(/ies$/, 'y').replace(/s$/, '')}`)
      : undefined;
  },
  'unit changed'(sentence) {
    for (const [form, other] of swappedUnits) if (form.test(sentence)) return sentence.replace(form, other);
    return undefined;
  },
  'citation missing': (sentence) => sentence,
  'other evidence cited': (sentence) => sentence,
};

/**
 * False sentences of each kind, and to each one a true one made from the same sentence, in one of the true forms by turns: what a
 * checker finds among the false ones is set against what it finds among their twins.
 *
 * @param half Sentences are dealt into two halves by their own words, so that what is tuned on and what is reported share none.
 */
export function citationPairs(all: readonly Source[], options: { seed: number; perKind: number; half: 0 | 1 }): Pair[] {
  const random = seededRandom(options.seed);
  const sources = all.filter(({ sentence }) => halfOf(sentence) === options.half);
  const pairs: Pair[] = [];
  for (const kind of falseKinds) {
    const used = new Set<string>();
    for (let tries = 0; used.size < options.perKind && tries < 20_000; tries++) {
      const source = pick(sources, random);
      if (!source || used.has(source.sentence)) continue;
      const sentence = falsify[kind](source.sentence, random, all);
      if (
        sentence === undefined ||
        (sentence === source.sentence && !kind.includes('evidence') && !kind.includes('citation'))
      )
        continue;
      const evidence = kind === 'other evidence cited' ? otherEvidence(source, all, random) : source.segment;
      if (!evidence) continue;
      used.add(source.sentence);
      pairs.push({ sentence, evidence, isCited: kind !== 'citation missing', kind });
      pairs.push({ ...twin(source, used.size, random, all), twinOf: kind });
    }
  }
  return pairs;
}

function twin(source: Source, turn: number, random: Random, all: readonly Source[]): Pair {
  const { sentence, segment: evidence } = source;
  // Where a form cannot be made of a sentence, another one is: word for word only in its turn, or when nothing else goes.
  const first = trueForms[turn % trueForms.length] ?? 'verbatim';
  const others = trueForms.filter((form) => form !== first && form !== 'verbatim');
  const from = Math.floor(random() * others.length);
  for (const kind of [first, ...others.slice(from), ...others.slice(0, from)]) {
    const other = reword[kind](sentence, random, all);
    if (other !== undefined) return { sentence: other, evidence, isCited: true, kind };
  }
  return { sentence, evidence, isCited: true, kind: 'verbatim' };
}

/** Any segment of another document, or another record, that does not hold the sentence too. */
function otherEvidence({ sentence, segment }: Source, all: readonly Source[], random: Random): Segment | undefined {
  const start = sentence.slice(0, 40);
  const others = all.filter(
    (one) =>
      one.segment.id !== segment.id &&
      (one.segment.documentId !== segment.documentId || segment.kind === 'record') &&
      !(one.segment.words.body ?? '').includes(start),
  );
  return pick(others, random)?.segment;
}

function halfOf(sentence: string): 0 | 1 {
  let sum = 7;
  for (const letter of sentence) sum = (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return ((sum >>> 8) & 1) === 0 ? 0 : 1;
}

function upperFirst(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function lowerFirst(text: string): string {
  return /^\p{Lu}\p{Ll}+\p{Lu}/u.test(text) ? text : `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
