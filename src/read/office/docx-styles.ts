import type { XmlElement } from '../markup/xml.ts';
import { child, children, isOn, numberOf } from '../markup/xml-query.ts';

/** What a paragraph style says, with all it inherits. */
export interface DocxStyle {
  readonly id: string;
  /** Its name in lower case: built-in styles have English names in every language of Word. */
  readonly name: string;
  /** 1 for the outermost headings, 0 for a title; undefined for no heading. */
  readonly headingLevel?: number;
  readonly numbering?: DocxNumberingReference;
  readonly hidden: boolean;
}

export interface DocxNumberingReference {
  /** Undefined when another style or the paragraph says it. */
  readonly id?: string;
  readonly level?: number;
}

const maxChain = 30;

/** The styles of `styles.xml` by their ids; empty without the part. */
export function docxStyles(root: XmlElement | undefined): ReadonlyMap<string, DocxStyle> {
  const elements = new Map<string, XmlElement>();
  for (const style of children(root, 'w:style'))
    if (style.attributes['w:styleId'] !== undefined) elements.set(style.attributes['w:styleId'], style);
  const styles = new Map<string, DocxStyle>();
  for (const [id, element] of elements) styles.set(id, readStyle(id, element, elements));
  return styles;
}

function readStyle(id: string, element: XmlElement, all: ReadonlyMap<string, XmlElement>): DocxStyle {
  const name = (child(element, 'w:name')?.attributes['w:val'] ?? id).toLowerCase();
  let headingLevel = namedLevel(name);
  let numbering: DocxNumberingReference = {};
  let hidden = false;
  let at: XmlElement | undefined = element;
  for (let depth = 0; at && depth < maxChain; depth++) {
    headingLevel ??= outlineLevel(at) ?? namedLevel((child(at, 'w:name')?.attributes['w:val'] ?? '').toLowerCase());
    const own = numberingReference(child(at, 'w:pPr', 'w:numPr'));
    numbering = { ...own, ...numbering };
    hidden ||= isSet(child(at, 'w:rPr', 'w:vanish'));
    at = all.get(child(at, 'w:basedOn')?.attributes['w:val'] ?? '');
  }
  return {
    id,
    name,
    ...(headingLevel === undefined ? {} : { headingLevel }),
    ...(numbering.id === undefined ? {} : { numbering }),
    hidden,
  };
}

function namedLevel(name: string): number | undefined {
  if (name === 'title') return 0;
  const level = /^heading ([1-9])$/.exec(name)?.[1];
  return level === undefined ? undefined : Number(level);
}

/** The outline level that a paragraph or style is given, 1 for the outermost; undefined for body text. */
export function outlineLevel(of: XmlElement): number | undefined {
  const properties = of.name === 'w:pPr' ? of : child(of, 'w:pPr');
  const level = numberOf(child(properties, 'w:outlineLvl'), 'w:val');
  return level !== undefined && Number.isInteger(level) && level >= 0 && level < 9 ? level + 1 : undefined;
}

/** What `w:numPr` refers to. */
export function numberingReference(element: XmlElement | undefined): DocxNumberingReference {
  const id = child(element, 'w:numId')?.attributes['w:val'];
  const level = numberOf(child(element, 'w:ilvl'), 'w:val');
  return { ...(id === undefined ? {} : { id }), ...(level === undefined ? {} : { level }) };
}

/** Whether a switch such as `w:vanish` is there and not turned off. */
export function isSet(element: XmlElement | undefined): boolean {
  return element !== undefined && (element.attributes['w:val'] === undefined || isOn(element, 'w:val'));
}
