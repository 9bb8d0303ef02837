import { type Bound, boundsIn, type Limit, rounded } from './constraint-bounds.ts';
import { asksForFacts, endsThere, isNegated, isQuoted, wordsBefore } from './constraint-context.ts';
import { type KnownField, nameWords } from './constraint-fields.ts';
import { boundFilter, boundMeaning } from './constraint-limits.ts';
import type { ConstraintReader, Reading } from './constraint-reading.ts';

/** Units of one quantity, in terms of its first. */
const quantities: readonly Readonly<Record<string, number>>[] = [
  { kg: 1, g: 0.001, lb: 0.45359237, oz: 0.028349523125 },
  { m: 1, cm: 0.01, mm: 0.001, in: 0.0254, ft: 0.3048 },
  { l: 1, ml: 0.001 },
];
const nameUnits: Readonly<Record<string, string>> = {
  inch: 'in',
  inches: 'in',
  lbs: 'lb',
  litre: 'l',
  liter: 'l',
  litres: 'l',
  liters: 'l',
  gram: 'g',
  grams: 'g',
};

const measureWords: Readonly<Record<string, readonly string[]>> = {
  weight: ['weight', 'gewicht', 'mass'],
  width: ['width', 'breite', 'wide'],
  height: ['height', 'höhe', 'tall'],
  length: ['length', 'länge'],
  depth: ['depth', 'tiefe'],
};

/** Weights, lengths and volumes in a unit that a field's name ends in: `under 2 kg` where there is a `weight_kg`. */
export const readMeasures: ConstraintReader = (question, { fields }) => {
  const measured = fields.flatMap((field) => {
    const unit = field.kind === 'number' ? unitOfName(field.name) : undefined;
    return unit === undefined ? [] : [{ field, unit }];
  });
  if (measured.length === 0 || asksForFacts(question)) return [];
  return boundsIn(question).flatMap((bound): Reading[] => {
    const { start, end, unit } = bound;
    if (unit === undefined || isQuoted(question, start) || isNegated(question, start)) return [];
    // `5G masts` are no masts of five grams.
    if (unit.length === 1 && !endsThere(question, end)) return [];
    const measure = bound.measure ?? measureNamed(wordsBefore(question, start, 2));
    const fitting = measured.filter((one) => factor(unit, one.unit) !== undefined && isOf(one.field, measure));
    // The same measure in another unit: the one asked for is nearest.
    const chosen = fitting.filter((one) => one.unit === unit);
    const [one, ...others] = chosen.length > 0 ? chosen : fitting;
    // Two lengths, and nothing says which: doubtful. What is wide is not said to be heavy, either.
    if (!one || others.length > 0) return [];
    const by = factor(unit, one.unit) ?? 1;
    return [
      {
        start,
        end,
        filter: boundFilter(one.field.name, scaled(bound, by)),
        meaning: boundMeaning(one.field.name, bound, unit),
      },
    ];
  });
};

function unitOfName(name: string): string | undefined {
  const last = nameWords(name).at(-1) ?? '';
  const unit = nameUnits[last] ?? last;
  return nameWords(name).length > 1 && quantities.some((quantity) => Object.hasOwn(quantity, unit)) ? unit : undefined;
}

function factor(from: string, to: string): number | undefined {
  const quantity = quantities.find((one) => Object.hasOwn(one, from) && Object.hasOwn(one, to));
  const [a, b] = [quantity?.[from], quantity?.[to]];
  return a === undefined || b === undefined ? undefined : a / b;
}

function scaled({ low, high }: Bound, by: number): Pick<Bound, 'low' | 'high'> {
  const scale = (limit: Limit): Limit => ({ ...limit, value: rounded(limit.value * by) });
  return { ...(low && { low: scale(low) }), ...(high && { high: scale(high) }) };
}

function isOf(field: KnownField, measure: string | undefined): boolean {
  if (measure === undefined) return true;
  return nameWords(field.name).some((word) => measureWords[measure]?.includes(word));
}

/** `a width under 80 cm`: the measure named before. */
function measureNamed(words: readonly string[]): string | undefined {
  return Object.entries(measureWords).find(([, names]) => words.some((word) => names.includes(word)))?.[0];
}
