/** What a unit measures, and how many of the dimension's base unit it is. */
export interface Unit {
  readonly dimension: string;
  readonly factor: number;
  /** Added before the factor: only degrees Fahrenheit have one. */
  readonly offset?: number;
  /** Conversions from it are rounded in most texts. */
  readonly isImperial?: true;
}

/** Names by dimension; names of one and two letters are told apart by their case, as `m` and `M` are. */
const table: Readonly<Record<string, readonly (readonly [names: string, factor: number, imperial?: true])[]>> = {
  length: [
    ['mm millimetre millimetres millimeter millimeters', 0.001],
    ['cm centimetre centimetres centimeter centimeters', 0.01],
    ['m metre metres meter meters', 1],
    ['km kilometre kilometres kilometer kilometers', 1000],
    ['inch inches zoll', 0.0254, true],
    ['ft foot feet', 0.3048, true],
    ['mi mile miles', 1609.344, true],
  ],
  mass: [
    ['mg milligram milligrams', 1e-6],
    ['g gram grams gramm', 0.001],
    ['kg kilo kilos kilogram kilograms kilogramm', 1],
    ['t tonne tonnes tonnen', 1000],
    ['oz ounce ounces', 0.028349523, true],
    ['lb lbs', 0.45359237, true],
  ],
  volume: [
    ['ml millilitre millilitres milliliter milliliters', 0.001],
    ['cl centilitre centilitres', 0.01],
    ['l L litre litres liter liters', 1],
  ],
  time: [
    ['ms millisecond milliseconds', 0.001],
    ['s sec second seconds sekunde sekunden', 1],
    ['min mins minute minutes minuten', 60],
    ['h hr hrs hour hours stunde stunden std', 3600],
    ['day days tag tage tagen', 86_400],
    ['week weeks woche wochen', 604_800],
  ],
  // A month has no fixed number of days.
  months: [
    ['month months monat monate monaten', 1],
    ['year years jahr jahre jahren', 12],
  ],
  temperature: [['°C ℃ C celsius', 1]],
  angle: [['° degree degrees grad', 1]],
  share: [
    ['% percent prozent', 0.01],
    ['‰ permille promille', 0.001],
  ],
  power: [
    ['W watt watts', 1],
    ['kW kilowatt kilowatts', 1000],
  ],
  energy: [
    ['Wh', 1],
    ['kWh', 1000],
  ],
  charge: [
    ['mAh', 0.001],
    ['Ah', 1],
  ],
  voltage: [['V volt volts', 1]],
  frequency: [
    ['Hz hertz', 1],
    ['kHz', 1e3],
    ['MHz', 1e6],
    ['GHz', 1e9],
  ],
  data: [
    ['KB kB', 1e3],
    ['MB megabyte megabytes', 1e6],
    ['GB gigabyte gigabytes', 1e9],
    ['TB', 1e12],
  ],
  speed: [
    ['m/s', 1],
    ['km/h kph', 1 / 3.6],
    ['mph', 0.44704, true],
  ],
  light: [['lm lumen lumens', 1]],
  USD: [
    ['$ USD dollar dollars', 1],
    ['cent cents', 0.01],
  ],
  EUR: [['€ EUR euro euros', 1]],
  GBP: [['£ GBP', 1]],
  YEN: [['¥ JPY yen', 1]],
};

export const currencies: ReadonlySet<string> = new Set(['USD', 'EUR', 'GBP', 'YEN']);

const units = new Map<string, Unit>();
for (const [dimension, rows] of Object.entries(table)) {
  for (const [names, factor, isImperial] of rows) {
    for (const name of names.split(' ')) units.set(name, { dimension, factor, ...(isImperial ? { isImperial } : {}) });
  }
}
for (const name of ['°F', '℉', 'fahrenheit']) {
  units.set(name, { dimension: 'temperature', factor: 5 / 9, offset: -32, isImperial: true });
}

/** The unit of that name, if it is one. */
export function unitNamed(name: string): Unit | undefined {
  const plain = name.replace(/\s/g, '');
  return units.get(plain) ?? (plain.length > 2 ? units.get(plain.toLowerCase()) : undefined);
}
