/** An amount that a question sets a bound to: `under $200`, `between 1.5 and 2 kg`. Places are of the question's characters. */
export interface Bound {
  readonly start: number;
  readonly end: number;
  readonly low?: Limit;
  readonly high?: Limit;
  /** The unit or currency as it is known in the tables, undefined for a bare number. */
  readonly unit?: string;
  /** Whether the limits are our own, to either side of the amount. */
  readonly around?: true;
  /** What the words themselves say is measured: `cheaper than` a price, `wider than` a width. */
  readonly measure?: string;
}

export interface Limit {
  readonly value: number;
  /** Whether the value itself is within the bound. */
  readonly within: boolean;
}

/** Currencies and units by the words for them, in lower case. */
const unitWords: Readonly<Record<string, readonly string[]>> = {
  $: ['$', 'us$', 'usd', 'dollar', 'dollars', 'bucks'],
  '€': ['€', 'eur', 'euro', 'euros'],
  '£': ['£', 'gbp', 'pound sterling', 'pounds sterling', 'quid'],
  kg: ['kg', 'kgs', 'kilo', 'kilos', 'kilogram', 'kilograms', 'kilogramm'],
  g: ['g', 'gram', 'grams', 'gramm'],
  lb: ['lb', 'lbs'],
  oz: ['oz', 'ounce', 'ounces'],
  mm: ['mm', 'millimetre', 'millimetres', 'millimeter', 'millimeters'],
  cm: ['cm', 'centimetre', 'centimetres', 'centimeter', 'centimeters', 'zentimeter'],
  m: ['m', 'metre', 'metres', 'meter', 'meters'],
  in: ['inch', 'inches', 'zoll'],
  ft: ['ft', 'foot', 'feet'],
  ml: ['ml', 'millilitre', 'millilitres', 'milliliter', 'milliliters'],
  l: ['l', 'litre', 'litres', 'liter', 'liters'],
};
const unitOf = new Map(
  Object.entries(unitWords).flatMap(([unit, words]) => words.map((word) => [word, unit] as const)),
);
export const currencies: ReadonlySet<string> = new Set(['$', '€', '£']);

type Relation = 'below' | 'atMost' | 'above' | 'atLeast' | 'around';

/** Comparatives, and what they measure. */
const smaller: Readonly<Record<string, string>> = {
  cheaper: 'price',
  billiger: 'price',
  günstiger: 'price',
  lighter: 'weight',
  leichter: 'weight',
  narrower: 'width',
  schmaler: 'width',
};
const larger: Readonly<Record<string, string>> = {
  pricier: 'price',
  'more expensive': 'price',
  teurer: 'price',
  heavier: 'weight',
  schwerer: 'weight',
  taller: 'height',
  higher: 'height',
  höher: 'height',
  wider: 'width',
  broader: 'width',
  breiter: 'width',
  longer: 'length',
  länger: 'length',
  deeper: 'depth',
  tiefer: 'depth',
};

/** Words before an amount. Longer ones stand before those they begin with. */
const relations: readonly (readonly [Relation, string])[] = [
  [
    'atMost',
    'at most|at or (?:below|under)|(?:no|not) more than|not (?:over|above)|up to|at (?:a )?maximum(?: of)?|maximum(?: of)?|max\\.?',
  ],
  ['atMost', 'höchstens|maximal|max\\.?|bis zu|nicht (?:mehr|teurer) als|nicht über'],
  [
    'atLeast',
    'at least|at or (?:above|over)|(?:no|not) less than|at (?:a )?minimum(?: of)?|minimum(?: of)?|starting (?:at|from)|mindestens|nicht weniger als',
  ],
  ['below', 'under|below|less than|lower than|smaller than|shorter than|unter|weniger als|kleiner als|kürzer als'],
  ['above', 'over|above|more than|greater than|larger than|bigger than|über|mehr als|größer als'],
  ['below', `(?:${Object.keys(smaller).join('|')}) (?:than|als)`],
  ['above', `(?:${Object.keys(larger).join('|')}) (?:than|als)`],
  // Only before what has a unit: `bis 17` may be a time.
  ['atMost', 'bis'],
  ['atLeast', 'ab'],
  ['around', 'around|about|approximately|roughly|circa|ca\\.?|etwa|ungefähr|rund'],
];
const relationWords = relations.map(([, words]) => words).join('|');
const relationPatterns = relations.map(([relation, words]) => [relation, new RegExp(`^(?:${words})$`, 'iu')] as const);

const leads = [
  '(?:that |which )?costs?|costing|priced(?: at)?|for|(?:with|at|of) a (?:price|cost)(?: of)?|price|für',
  '(?:that |which )?weighs?|weighing|with a (?:weight|width|height|length|depth)(?: of)?|weight|width|height|length|depth',
].join('|');

const units = [...unitOf.keys()].sort((a, b) => b.length - a.length).map((word) => word.replace('$', '\\$'));
/** A currency before, a number, and a unit behind. */
function amount(n: number): string {
  const number = `(?<number${n}>\\d[\\d.,]*\\d|\\d)(?<thousands${n}>k)?`;
  return `(?<before${n}>(?:us)?\\$|€|£)?\\s?${number}(?:\\s?(?<unit${n}>${units.join('|')}))?(?![\\p{L}\\p{N}%°$€£]|[-–/.,]?[\\p{N}]|-\\p{L})`;
}
const free = '(?<![\\p{L}\\p{N}])';
const dimension = '(?:\\s(?<dimension>wide|width|tall|high|long|deep|breit|hoch|lang|tief))?(?!\\p{L})';

const rangePattern = new RegExp(
  `${free}(?:(?:${leads})\\s)?(?:(?:between|zwischen)\\s${amount(1)}\\s(?:and|und)\\s|from\\s${amount(3)}\\s(?:to|up to)\\s|von\\s${amount(4)}\\s(?:bis|bis zu)\\s)${amount(2)}${dimension}`,
  'giu',
);
const dashPattern = new RegExp(
  `(?<![\\p{L}\\p{N}.,#-])(?:(?:${leads})\\s)?(?<before1>[$€£])?(?<number1>\\d[\\d.,]*\\d|\\d)(?:\\s?[-–]\\s?|\\s(?:to|bis)\\s)${amount(2)}${dimension}`,
  'giu',
);
const singlePattern = new RegExp(
  `${free}(?:(?:${leads})\\s)?(?<relation>${relationWords})\\s?${amount(1)}${dimension}`,
  'giu',
);
const afterPattern = new RegExp(
  `(?<![\\p{L}\\p{N}.,#-])(?:(?:${leads})\\s)?${amount(1)}\\s(?<after>or less|or under|or below|or cheaper|or more|or over|or above|max(?:imum)?\\.?|at most|or lighter|or heavier|oder weniger|oder mehr|oder billiger)(?![\\p{L}\\p{N}])`,
  'giu',
);

/** Bounds in a question, in order and apart. */
export function boundsIn(question: string): Bound[] {
  // Most questions set none, and the patterns take their time to say so.
  if (!/\d/.test(question)) return [];
  const found = [
    ...[...question.matchAll(rangePattern)].map(rangeOf),
    // Two bare numbers with a dash may be anything.
    ...[...question.matchAll(dashPattern)].map(rangeOf).filter((bound) => bound?.unit !== undefined),
    ...[...question.matchAll(singlePattern)].map(singleOf),
    ...[...question.matchAll(afterPattern)].map(afterOf),
  ].filter((bound) => bound !== undefined);
  const apart: Bound[] = [];
  for (const bound of found)
    if (apart.every((one) => bound.end <= one.start || one.end <= bound.start)) apart.push(bound);
  return apart.sort((a, b) => a.start - b.start);
}

function rangeOf(match: RegExpMatchArray): Bound | undefined {
  const first = [1, 3, 4].find((n) => match.groups?.[`number${n}`] !== undefined);
  const low = first === undefined ? undefined : amountOf(match, first);
  const high = amountOf(match, 2);
  if (!low || !high || low.value >= high.value) return undefined;
  if (low.unit !== undefined && high.unit !== undefined && low.unit !== high.unit) return undefined;
  const limits = { low: { value: low.value, within: true }, high: { value: high.value, within: true } };
  return boundOf(match, { ...high, unit: high.unit ?? low.unit }, limits);
}

function singleOf(match: RegExpMatchArray): Bound | undefined {
  const one = amountOf(match, 1);
  const words = (match.groups?.relation ?? '').toLowerCase();
  const relation = relationPatterns.find(([, pattern]) => pattern.test(words))?.[0];
  if (!one || relation === undefined || (/^(?:bis|ab)$/.test(words) && one.unit === undefined)) return undefined;
  const comparative = words.replace(/ (?:than|als)$/, '');
  const measure = Object.hasOwn(smaller, comparative)
    ? smaller[comparative]
    : Object.hasOwn(larger, comparative)
      ? larger[comparative]
      : undefined;
  return boundOf(match, one, limitsOf(relation, one.value), measure);
}

function afterOf(match: RegExpMatchArray): Bound | undefined {
  const one = amountOf(match, 1);
  const words = (match.groups?.after ?? '').toLowerCase();
  const measure = /cheaper|billiger/.test(words) ? 'price' : /lighter|heavier/.test(words) ? 'weight' : undefined;
  return (
    one &&
    boundOf(match, one, limitsOf(/more|over|above|heavier|mehr/.test(words) ? 'atLeast' : 'atMost', one.value), measure)
  );
}

/** Around an amount is 15 percent to either side. */
const nearness = 0.15;

function limitsOf(relation: Relation, value: number): Pick<Bound, 'low' | 'high' | 'around'> {
  if (relation === 'around')
    return {
      around: true,
      low: { value: rounded(value * (1 - nearness)), within: true },
      high: { value: rounded(value * (1 + nearness)), within: true },
    };
  const limit = { value, within: relation === 'atMost' || relation === 'atLeast' };
  return relation === 'below' || relation === 'atMost' ? { high: limit } : { low: limit };
}

interface Amount {
  readonly value: number;
  readonly unit?: string | undefined;
}

function boundOf(
  match: RegExpMatchArray,
  { unit }: Amount,
  limits: Pick<Bound, 'low' | 'high' | 'around'>,
  comparative?: string,
): Bound | undefined {
  const start = match.index ?? 0;
  const words = match[0].toLowerCase();
  const said = comparative ?? dimensionOf(match.groups?.dimension?.toLowerCase() ?? words);
  return {
    start,
    end: start + match[0].length,
    ...limits,
    ...(unit !== undefined && { unit }),
    ...(said !== undefined && { measure: said }),
  };
}

const dimensions: readonly (readonly [string, RegExp])[] = [
  ['price', /\b(?:costs?|costing|priced?)\b/],
  ['weight', /\bweigh/],
  ['width', /\bwid(?:e|th)\b|\bbreit\b/],
  ['height', /\b(?:tall|high|height|hoch)\b/],
  ['length', /\b(?:long|length|lang)\b/],
  ['depth', /\b(?:deep|depth|tief)\b/],
];

function dimensionOf(words: string): string | undefined {
  return dimensions.find(([, pattern]) => pattern.test(words))?.[0];
}

function amountOf({ groups }: RegExpMatchArray, n: number): Amount | undefined {
  const before = groups?.[`before${n}`]?.toLowerCase();
  const after = groups?.[`unit${n}`]?.toLowerCase();
  const unit = unitOf.get(before ?? after ?? '');
  if (before !== undefined && after !== undefined && unitOf.get(after) !== unit) return undefined;
  const value = numberOf(groups?.[`number${n}`] ?? '', unit);
  if (value === undefined) return undefined;
  return { value: groups?.[`thousands${n}`] === undefined ? value : value * 1000, unit };
}

/** `1,200`, `1200.50`, `49,99`, and `1.200` and `1.200,50` where it is euros; undefined where a reading is doubtful. */
function numberOf(text: string, unit: string | undefined): number | undefined {
  if (/^\d+(?:\.\d{1,2})?$/.test(text)) return Number(text);
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?$/.test(text)) return Number(text.replaceAll(',', ''));
  if (/^\d+,\d{1,2}$/.test(text)) return Number(text.replace(',', '.'));
  if (unit === '€' && /^\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?$/.test(text))
    return Number(text.replaceAll('.', '').replace(',', '.'));
  return unit !== undefined && !currencies.has(unit) && /^\d+\.\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** Without the dust of binary fractions. */
export function rounded(value: number): number {
  return Number(value.toPrecision(9));
}
