import { SightlineError } from '../../support/errors.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children } from '../markup/xml-query.ts';
import type { OfficePackage } from './office-package.ts';

/** A placeholder's part on its slide: `title`, `body`, `ftr`; and the number that ties it to its layout. */
export interface Placeholder {
  readonly type: string;
  readonly index: string;
}

/** What the shapes of a slide take over from its layout and master. */
export interface SlideInheritance {
  /** The shapes that stand for a placeholder on the layout and the master, as far as there are any. */
  shapes(placeholder: Placeholder): readonly XmlElement[];
  /** List styles of a placeholder, the nearest first. */
  styles(placeholder: Placeholder): readonly XmlElement[];
}

/** The placeholder a shape fills; undefined for other shapes. */
export function placeholderOf(shape: XmlElement): Placeholder | undefined {
  for (const item of children(shape)) {
    const found = item.name.startsWith('p:nv') ? child(item, 'p:nvPr', 'p:ph') : undefined;
    if (found) return { type: found.attributes.type ?? 'obj', index: found.attributes.idx ?? '0' };
  }
  return undefined;
}

/** Of a master the general ones stand for the particular. */
const generalType: Readonly<Record<string, string>> = { ctrTitle: 'title', subTitle: 'body', obj: 'body' };

/** Gives each slide what it inherits; layouts are read once each. */
export function slideInheritance(office: OfficePackage): (slidePart: string) => SlideInheritance {
  const layouts = new Map<string, SlideInheritance>();
  return (slidePart) => {
    const layoutPart = office.relationsOf(slidePart).find((relation) => relation.type === 'slideLayout')?.target ?? '';
    const known = layouts.get(layoutPart) ?? inheritance(office, layoutPart);
    layouts.set(layoutPart, known);
    return known;
  };
}

function inheritance(office: OfficePackage, layoutPart: string): SlideInheritance {
  const masterPart = office.relationsOf(layoutPart).find((relation) => relation.type === 'slideMaster')?.target ?? '';
  const layout = partIfSound(office, layoutPart);
  const master = partIfSound(office, masterPart);
  const onLayout = placeholderShapes(layout);
  const onMaster = placeholderShapes(master);

  const shapes = ({ type, index }: Placeholder): XmlElement[] => {
    const wanted = generalType[type] ?? type;
    const ofLayout =
      onLayout.find(({ placeholder }) => placeholder.index === index && index !== '0') ??
      onLayout.find(({ placeholder }) => (generalType[placeholder.type] ?? placeholder.type) === wanted);
    const masterType = ofLayout && type === 'obj' ? ofLayout.placeholder.type : type;
    const general = generalType[masterType] ?? masterType;
    const ofMaster = onMaster.find(
      ({ placeholder }) => (generalType[placeholder.type] ?? placeholder.type) === general,
    );
    return [ofLayout?.shape, ofMaster?.shape].filter((shape) => shape !== undefined);
  };
  return {
    shapes,
    styles(placeholder) {
      const general = generalType[placeholder.type] ?? placeholder.type;
      const kind = general === 'title' ? 'p:titleStyle' : general === 'body' ? 'p:bodyStyle' : 'p:otherStyle';
      const lists = shapes(placeholder).map((shape) => child(shape, 'p:txBody', 'a:lstStyle'));
      return [...lists, child(master, 'p:txStyles', kind)].filter((style) => style !== undefined);
    },
  };
}

function placeholderShapes(root: XmlElement | undefined): { placeholder: Placeholder; shape: XmlElement }[] {
  return children(child(root, 'p:cSld', 'p:spTree')).flatMap((shape) => {
    const placeholder = placeholderOf(shape);
    return placeholder ? [{ placeholder, shape }] : [];
  });
}

/** A slide can be read without its layout. */
function partIfSound(office: OfficePackage, part: string): XmlElement | undefined {
  if (!office.archive.has(part)) return undefined;
  try {
    return office.xml(part);
  } catch (error) {
    if (error instanceof SightlineError && error.code === 'cancelled') throw error;
    return undefined;
  }
}
