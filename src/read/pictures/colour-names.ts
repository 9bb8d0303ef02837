import type { Pixels } from '../../data/picture.ts';

/**
 * The eleven basic colour terms of English (Berlin and Kay, "Basic Color Terms", 1969), and three that shop and search for
 * things with: `beige`, `dark brown` and `dark blue`.
 */
export const colourNames = [
  'black',
  'white',
  'grey',
  'red',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
  'brown',
  'beige',
  'dark brown',
  'dark blue',
] as const;
export type ColourName = (typeof colourNames)[number];

/** Pixels are sampled on a grid of at most this many points a side. */
const gridSide = 32;
const leastShare = 0.1;
/** How much less a pixel at the rim counts than one in the middle: what is shown stands in the middle. */
const rimWeight = 0.25;

/** A rim of which this share has one name is a plain background, like the white of shop pictures; it then counts less. */
const plainRimShare = 0.85;
const plainBackgroundWeight = 0.25;

/** Names of colours rounded to 5 bits a channel, filled as they are met: naming one exactly takes a change of space. */
const named: (ColourName | undefined)[] = [];

function nearName(red: number, green: number, blue: number): ColourName {
  const at = ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3);
  const known = named[at];
  if (known) return known;
  const name = colourName((red & ~7) | 4, (green & ~7) | 4, (blue & ~7) | 4);
  named[at] = name;
  return name;
}

/**
 * The colours that cover much of a picture, by falling share (0 to 1, of the sampled pixels, where the middle counts more than
 * the rim and a plain background less); those below a tenth are left out.
 */
export function dominantColours({ data, width, height }: Pixels): { name: ColourName; share: number }[] {
  const weights = new Map<ColourName, number>();
  const rim = new Map<ColourName, number>();
  const columns = Math.min(gridSide, width);
  const rows = Math.min(gridSide, height);
  for (let row = 0; row < rows; row++) {
    const v = (row + 0.5) / rows;
    const y = Math.floor(v * height);
    for (let column = 0; column < columns; column++) {
      const u = (column + 0.5) / columns;
      const at = (y * width + Math.floor(u * width)) * 3;
      const name = nearName(data[at] as number, data[at + 1] as number, data[at + 2] as number);
      // A bump that is 1 in the middle and falls to rimWeight at the rim, faster towards the corners.
      add(weights, name, rimWeight + (1 - rimWeight) * 16 * u * (1 - u) * v * (1 - v));
      if (row === 0 || column === 0 || row === rows - 1 || column === columns - 1) add(rim, name, 1);
    }
  }
  const rimTotal = sum(rim);
  for (const [name, count] of rim) {
    if (count >= plainRimShare * rimTotal) weights.set(name, (weights.get(name) ?? 0) * plainBackgroundWeight);
  }
  const total = sum(weights);
  return [...weights]
    .map(([name, weight]) => ({ name, share: weight / total }))
    .filter(({ share }) => share >= leastShare)
    .sort((a, b) => b.share - a.share);
}

function add(counts: Map<ColourName, number>, name: ColourName, weight: number): void {
  counts.set(name, (counts.get(name) ?? 0) + weight);
}

function sum(counts: Map<ColourName, number>): number {
  return [...counts.values()].reduce((total, each) => total + each, 0);
}

/** 8-bit sRGB values to linear light (IEC 61966-2-1). */
const linear = Float64Array.from({ length: 256 }, (_, value) => {
  const signal = value / 255;
  return signal <= 0.04045 ? signal / 12.92 : ((signal + 0.055) / 1.055) ** 2.4;
});

/**
 * The name most people would give a colour. Boundaries are drawn by hand in Oklch (Björn Ottosson, "A perceptual color
 * space for image processing", 2020): lightness 0 to 1, chroma 0 to about 0.32, hue in degrees.
 */
export function colourName(red: number, green: number, blue: number): ColourName {
  const r = linear[red] ?? 0;
  const g = linear[green] ?? 0;
  const b = linear[blue] ?? 0;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const a1 = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const b1 = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  const chroma = Math.hypot(a1, b1);
  const hue = ((Math.atan2(b1, a1) * 180) / Math.PI + 360) % 360;
  return nameOf(lightness, chroma, hue);
}

function nameOf(lightness: number, chroma: number, hue: number): ColourName {
  if (lightness < 0.2 || (lightness < 0.32 && chroma < 0.03)) return 'black';
  // Light lays casts on mid greys: there a colour is only named from some chroma on.
  const light = lightness > 0.85;
  const warm = hue >= 45 && hue < 115;
  const neutral = warm ? (light ? 0.022 : 0.03) : light ? 0.03 : 0.04;
  if (chroma < neutral) return lightness > 0.92 ? 'white' : 'grey';
  if (hue < 12 || hue >= 345) return lightness > 0.62 || chroma < 0.09 ? 'pink' : 'red';
  if (hue < 45) return reddish(lightness, chroma, hue);
  if (hue < 78) return orangish(lightness, chroma);
  if (hue < 105 || (hue < 115 && lightness > 0.8)) return yellowish(lightness, chroma);
  if (hue < 190) return 'green';
  if (hue < 290) return lightness < 0.36 ? 'dark blue' : 'blue';
  if (hue < 330) return 'purple';
  return lightness > 0.6 ? 'pink' : 'purple';
}

/** Hues of 12° to 45°: tomato and brick by chroma, skin tones and salmon by lightness. */
function reddish(lightness: number, chroma: number, hue: number): ColourName {
  if (lightness > 0.72) return chroma < 0.05 && hue > 30 ? 'beige' : hue > 36 && chroma > 0.1 ? 'orange' : 'pink';
  if (chroma >= 0.13 || (hue < 25 && chroma > 0.09)) return 'red';
  return brown(lightness);
}

/** Hues of 45° to 78°: orange when light and strong, beige when light and weak, brown otherwise. */
function orangish(lightness: number, chroma: number): ColourName {
  if (lightness > 0.72 && chroma < 0.09) return 'beige';
  if (chroma >= 0.125 && lightness > 0.65) return 'orange';
  return brown(lightness);
}

/** Hues of 78° to 105° (115° when light): yellow when light and strong; olive goes with green. */
function yellowish(lightness: number, chroma: number): ColourName {
  if (lightness > 0.78) return chroma < 0.085 ? 'beige' : 'yellow';
  if (lightness > 0.7 && chroma >= 0.12) return 'yellow';
  if (lightness > 0.68) return 'beige';
  return brown(lightness);
}

function brown(lightness: number): ColourName {
  return lightness < 0.38 ? 'dark brown' : 'brown';
}
