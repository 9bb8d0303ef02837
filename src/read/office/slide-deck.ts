import { oneLine } from '../markup/blocks.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, descendants, numberOf, textOf } from '../markup/xml-query.ts';
import { paragraphText } from './drawing-text.ts';
import type { OfficePackage } from './office-package.ts';
import { placeholderOf, type SlideInheritance, slideInheritance } from './slide-inheritance.ts';
import type { SlideItem } from './slide-item.ts';
import { slideItems, unitsPerPoint } from './slide-shapes.ts';

/** The slides of a presentation, in the order in which they are shown. */
export interface SlideDeck {
  readonly slides: readonly SlideRef[];
  /** In points. */
  readonly width: number;
  readonly height: number;
  /** Throws a SightlineError when the slide's part is damaged. */
  read(slide: SlideRef): Slide;
}

export interface SlideRef {
  /** From 1, hidden ones counted, as programs count. */
  readonly number: number;
  readonly part: string;
  /** The name of the section it is in, where the presentation has sections. */
  readonly section?: string;
}

export interface Slide {
  /** Not shown when the presentation is given. */
  readonly hidden: boolean;
  readonly items: readonly SlideItem[];
  /** What the speaker is to say, a paragraph each. */
  readonly notes: readonly string[];
  readonly comments: readonly string[];
}

/** Names that programs give to sections by themselves. */
const stockSection = /^(?:default|untitled) section$/i;

/** Throws a SightlineError when the part that lists the slides is damaged. */
export function slideDeck(office: OfficePackage): SlideDeck {
  const root = office.xml(office.mainPart);
  const inherited = slideInheritance(office);
  const sections = sectionNames(root);
  const slides: SlideRef[] = [];
  for (const entry of children(child(root, 'p:sldIdLst'), 'p:sldId')) {
    const relation = office.relation(office.mainPart, entry.attributes['r:id']);
    if (!relation || relation.external) continue;
    const section = sections.get(entry.attributes.id ?? '');
    slides.push({ number: slides.length + 1, part: relation.target, ...(section ? { section } : {}) });
  }
  const size = child(root, 'p:sldSz');
  const points = (attribute: string, usual: number) =>
    Math.max(1, (numberOf(size, attribute) ?? usual) / unitsPerPoint);
  const [width, height] = [points('cx', 9_144_000), points('cy', 6_858_000)];
  return { slides, width, height, read: (slide) => readSlide(office, slide.part, inherited(slide.part)) };
}

function sectionNames(root: XmlElement): Map<string, string> {
  const names = new Map<string, string>();
  for (const section of descendants(child(root, 'p:extLst'), 'p14:section')) {
    const name = oneLine(section.attributes.name ?? '').slice(0, 200);
    if (name === '' || stockSection.test(name)) continue;
    for (const { attributes } of descendants(section, 'p14:sldId')) if (attributes.id) names.set(attributes.id, name);
  }
  return names;
}

function readSlide(office: OfficePackage, part: string, inherited: SlideInheritance): Slide {
  const root = office.xml(part);
  const parts = (type: string) =>
    office.relationsOf(part).filter((relation) => relation.type === type && office.archive.has(relation.target));
  const texts = (type: string, read: (root: XmlElement) => string[]) =>
    parts(type).flatMap((relation) => {
      try {
        return read(office.xml(relation.target));
      } catch {
        // A slide is worth reading without its notes.
        return [];
      }
    });
  return {
    hidden: /^(?:0|false)$/.test(root.attributes.show ?? ''),
    items: slideItems(root, { office, part, inherited }),
    notes: texts('notesSlide', notesText),
    comments: texts('comments', commentTexts),
  };
}

/** The text of the placeholder for notes; the page they are printed on has headers and footers, too. */
function notesText(root: XmlElement): string[] {
  return children(child(root, 'p:cSld', 'p:spTree'), 'p:sp')
    .filter((shape) => placeholderOf(shape)?.type === 'body')
    .flatMap((shape) => children(child(shape, 'p:txBody'), 'a:p').map(paragraphText))
    .filter((text) => text !== '');
}

/** Comments of old programs, and the threads of newer ones. */
function commentTexts(root: XmlElement): string[] {
  return [...descendants(root, 'p:text', 'p188:txBody')]
    .map((text) => (text.name === 'p:text' ? textOf(text) : children(text, 'a:p').map(paragraphText).join(' ')))
    .map(oneLine)
    .filter((text) => text !== '');
}
