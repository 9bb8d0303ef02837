import { furniture } from './catalogue-furniture.ts';
import { outdoors } from './catalogue-outdoors.ts';

export type Row = readonly [
  id: string,
  kind: string,
  price: number,
  category: string,
  material: string,
  colour: string,
  weightKg: number,
  inStock: boolean,
  description: string,
];

/** One record a line, as a shop would export it. */
export function catalogueLines(): string {
  return [...furniture, ...outdoors]
    .map(([id, kind, price, category, material, colour, weight, stock, description]) =>
      JSON.stringify({
        id,
        name: `${id} ${kind}`,
        price,
        currency: 'USD',
        category,
        material,
        colour,
        description,
        image: `products/${id}.jpg`,
        in_stock: stock,
        weight_kg: weight,
      }),
    )
    .join('\n');
}
