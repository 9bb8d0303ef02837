import type { XmlElement } from './xml.ts';

/** The elements among the children, of these names or, without any, all. */
export function children(element: XmlElement | undefined, ...names: string[]): XmlElement[] {
  const found: XmlElement[] = [];
  for (const item of element?.children ?? [])
    if (typeof item !== 'string' && (names.length === 0 || names.includes(item.name))) found.push(item);
  return found;
}

/** The element reached by these names from child to child, the first of each. */
export function child(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let at = element;
  for (const name of path) {
    at = at?.children.find((item): item is XmlElement => typeof item !== 'string' && item.name === name);
    if (!at) return undefined;
  }
  return at;
}

/** All elements of these names at any depth below, in the order of the document; not those inside one that was given. */
export function* descendants(element: XmlElement | undefined, ...names: string[]): Generator<XmlElement> {
  if (!element) return;
  const open: { readonly items: XmlElement['children']; at: number }[] = [{ items: element.children, at: 0 }];
  for (let level = open[0]; level; level = open.at(-1)) {
    const item = level.items[level.at++];
    if (item === undefined) open.pop();
    else if (typeof item === 'string') continue;
    else if (names.includes(item.name)) yield item;
    else if (item.children.length > 0) open.push({ items: item.children, at: 0 });
  }
}

/** All text at any depth, as it stands. */
export function textOf(element: XmlElement | undefined): string {
  if (!element) return '';
  const [only] = element.children;
  if (element.children.length === 1 && typeof only === 'string') return only;
  const parts: string[] = [];
  const open: { readonly items: XmlElement['children']; at: number }[] = [{ items: element.children, at: 0 }];
  for (let level = open[0]; level; level = open.at(-1)) {
    const item = level.items[level.at++];
    if (item === undefined) open.pop();
    else if (typeof item === 'string') parts.push(item);
    else open.push({ items: item.children, at: 0 });
  }
  return parts.join('');
}

/** The attribute as a whole or decimal number; undefined when it is not there or none. */
export function numberOf(element: XmlElement | undefined, attribute: string): number | undefined {
  const value = element?.attributes[attribute];
  if (value === undefined || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Whether the attribute is set to yes; XML writes `1`, `true` and `on`. */
export function isOn(element: XmlElement | undefined, attribute: string): boolean {
  return /^(?:1|true|on)$/.test(element?.attributes[attribute] ?? '');
}
