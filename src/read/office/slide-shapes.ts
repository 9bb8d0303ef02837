import type { Box } from '../../data/locator.ts';
import { oneLine } from '../markup/blocks.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, descendants, isOn, numberOf } from '../markup/xml-query.ts';
import { drawingTable } from './drawing-table.ts';
import { drawingText } from './drawing-text.ts';
import type { OfficePackage } from './office-package.ts';
import { placeholderOf, type SlideInheritance } from './slide-inheritance.ts';
import type { SlideItem, SlidePicture, SlideText } from './slide-item.ts';

/** English Metric Units of one point. */
export const unitsPerPoint = 12_700;

/** Placeholders that say the same on every slide. */
const runningTypes = new Set(['dt', 'ftr', 'hdr', 'sldNum', 'sldImg']);

/** How the coordinates inside a group become those of the slide: `slide = scale * inside + shift`. */
interface Frame {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly shiftX: number;
  readonly shiftY: number;
}

const slideFrame: Frame = { scaleX: 1, scaleY: 1, shiftX: 0, shiftY: 0 };

export interface SlideSource {
  readonly office: OfficePackage;
  readonly part: string;
  readonly inherited: SlideInheritance;
}

/**
 * What stands on a slide (`p:sld`, or the notes of one), in the order of the file, with groups kept together. Footers, dates,
 * slide numbers and what is hidden are left out.
 */
export function slideItems(root: XmlElement, source: SlideSource): SlideItem[] {
  return itemsOf(child(root, 'p:cSld', 'p:spTree'), slideFrame, source, 0);
}

function itemsOf(tree: XmlElement | undefined, frame: Frame, source: SlideSource, depth: number): SlideItem[] {
  return children(tree).flatMap((shape) => itemOf(shape, frame, source, depth));
}

function itemOf(shape: XmlElement, frame: Frame, source: SlideSource, depth: number): SlideItem[] {
  if (isHidden(shape)) return [];
  switch (shape.name) {
    case 'p:sp':
    case 'p:cxnSp':
      return shapeItems(shape, frame, source);
    case 'p:pic':
      return pictureItems(shape, frame, source);
    case 'p:graphicFrame':
      return frameItems(shape, frame, source, depth);
    case 'p:grpSp': {
      const box = boxOf(child(shape, 'p:grpSpPr', 'a:xfrm'), frame);
      const items = itemsOf(shape, groupFrame(child(shape, 'p:grpSpPr', 'a:xfrm'), frame), source, depth + 1);
      return items.length > 0 ? [{ type: 'group', items, ...(box ? { box } : {}) }] : [];
    }
    case 'mc:AlternateContent': {
      // The newer half, where anything of it is understood; else what older programs are to show.
      const newer = children(shape, 'mc:Choice').flatMap((choice) => itemsOf(choice, frame, source, depth + 1));
      return newer.length > 0 ? newer : itemsOf(child(shape, 'mc:Fallback'), frame, source, depth + 1);
    }
    default:
      return [];
  }
}

function shapeItems(shape: XmlElement, frame: Frame, source: SlideSource): SlideItem[] {
  const placeholder = placeholderOf(shape);
  if (placeholder && runningTypes.has(placeholder.type)) return [];
  const box = shapeBox(shape, frame, source);
  const body = child(shape, 'p:txBody');
  const own = child(body, 'a:lstStyle');
  const styles = [...(own ? [own] : []), ...(placeholder ? source.inherited.styles(placeholder) : [])];
  const { lines, fontSize } = drawingText(body, styles);
  const found: SlideItem[] = [];
  if (lines.length > 0) {
    const isTitle = placeholder?.type === 'title' || placeholder?.type === 'ctrTitle';
    const text: SlideText = {
      type: 'text',
      lines,
      fontSize,
      ...(isTitle ? { title: true } : {}),
      ...(box ? { box } : {}),
    };
    found.push(text);
  }
  const fill = child(shape, 'p:spPr', 'a:blipFill') ?? undefined;
  const picture = fill ? pictureOf(shape, fill, box, source) : undefined;
  if (picture) found.push(picture);
  return found;
}

function pictureItems(shape: XmlElement, frame: Frame, source: SlideSource): SlideItem[] {
  const picture = pictureOf(shape, child(shape, 'p:blipFill'), shapeBox(shape, frame, source), source);
  return picture ? [picture] : [];
}

function pictureOf(
  shape: XmlElement,
  fill: XmlElement | undefined,
  box: Box | undefined,
  { office, part }: SlideSource,
): SlidePicture | undefined {
  const blip = child(fill, 'a:blip');
  const embedded = (id: string | undefined) => {
    const relation = office.relation(part, id);
    return relation && !relation.external ? relation.target : undefined;
  };
  const [svg] = descendants(blip, 'asvg:svgBlip');
  const svgPart = embedded(svg?.attributes['r:embed']);
  const picture = embedded(blip?.attributes['r:embed']) ?? svgPart;
  if (picture === undefined) return undefined;
  const alt = altOf(shape);
  return {
    type: 'picture',
    part: picture,
    ...(svgPart !== undefined ? { svgPart } : {}),
    ...(box ? { box } : {}),
    ...(alt ? { alt } : {}),
  };
}

function frameItems(shape: XmlElement, frame: Frame, source: SlideSource, depth: number): SlideItem[] {
  const { office, part } = source;
  const box = shapeBox(shape, frame, source);
  const alt = altOf(shape);
  const placed = { ...(box ? { box } : {}), ...(alt ? { alt } : {}) };
  const data = child(shape, 'a:graphic', 'a:graphicData');
  const table = child(data, 'a:tbl');
  if (table) {
    const rows = drawingTable(table);
    return rows.length > 0 ? [{ type: 'table', rows, ...placed }] : [];
  }
  const chart = office.relation(part, (child(data, 'c:chart') ?? child(data, 'cx:chart'))?.attributes['r:id']);
  if (chart && !chart.external) return [{ type: 'chart', part: chart.target, ...placed }];
  const diagram = office.relation(part, child(data, 'dgm:relIds')?.attributes['r:dm']);
  if (diagram && !diagram.external) return [{ type: 'diagram', part: diagram.target, ...placed }];
  // An embedded document shows a picture of itself.
  const object = [...descendants(data, 'p:oleObj')].flatMap((item) => itemsOf(item, frame, source, depth + 1));
  if (object.length > 0) return object;
  return children(data, 'mc:AlternateContent').flatMap((item) => itemOf(item, frame, source, depth + 1));
}

function nonVisual(shape: XmlElement): XmlElement | undefined {
  for (const item of children(shape)) {
    const found = item.name.startsWith('p:nv') ? child(item, 'p:cNvPr') : undefined;
    if (found) return found;
  }
  return undefined;
}

function isHidden(shape: XmlElement): boolean {
  return isOn(nonVisual(shape), 'hidden');
}

/** The description without what programs add to one they made up; a file's name is none. */
function altOf(shape: XmlElement): string {
  const { descr = '', title = '' } = nonVisual(shape)?.attributes ?? {};
  const text = oneLine(
    (descr || title).replace(
      /\s*(?:Description automatically generated|AI-generated content may be incorrect)[^\n]*/gi,
      '',
    ),
  );
  return /^(?:https?:\S+|[^\s]+\.(?:png|jpe?g|gif|emf|wmf|svg|tiff?|bmp|webp))$/i.test(text) ? '' : text.slice(0, 2000);
}

/** The shape's own place or, where it has none, that of its placeholder on the layout or the master. */
function shapeBox(shape: XmlElement, frame: Frame, { inherited }: SlideSource): Box | undefined {
  const own = boxOf(transformOf(shape), frame);
  if (own) return own;
  const placeholder = placeholderOf(shape);
  if (!placeholder) return undefined;
  for (const model of inherited.shapes(placeholder)) {
    const box = boxOf(transformOf(model), slideFrame);
    if (box) return box;
  }
  return undefined;
}

function transformOf(shape: XmlElement): XmlElement | undefined {
  return child(shape, 'p:spPr', 'a:xfrm') ?? child(shape, 'p:xfrm');
}

function boxOf(transform: XmlElement | undefined, frame: Frame): Box | undefined {
  const at = child(transform, 'a:off');
  const size = child(transform, 'a:ext');
  const x = numberOf(at, 'x');
  const y = numberOf(at, 'y');
  const width = numberOf(size, 'cx');
  const height = numberOf(size, 'cy');
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  const box = {
    x: points(x * frame.scaleX + frame.shiftX),
    y: points(y * frame.scaleY + frame.shiftY),
    width: points(Math.abs(width * frame.scaleX)),
    height: points(Math.abs(height * frame.scaleY)),
  };
  return Object.values(box).every((value) => Math.abs(value) < 1e6) ? box : undefined;
}

/** To a tenth of a point. */
function points(units: number): number {
  return Math.round(units / (unitsPerPoint / 10)) / 10 || 0;
}

function groupFrame(transform: XmlElement | undefined, outer: Frame): Frame {
  const at = child(transform, 'a:off');
  const size = child(transform, 'a:ext');
  const insideAt = child(transform, 'a:chOff');
  const insideSize = child(transform, 'a:chExt');
  const scale = (outside: string): number => {
    const inner = numberOf(insideSize, outside) ?? 0;
    return inner === 0 ? 1 : (numberOf(size, outside) ?? inner) / inner;
  };
  const scaleX = scale('cx');
  const scaleY = scale('cy');
  const shift = (axis: 'x' | 'y', by: number) => (numberOf(at, axis) ?? 0) - by * (numberOf(insideAt, axis) ?? 0);
  return {
    scaleX: outer.scaleX * scaleX,
    scaleY: outer.scaleY * scaleY,
    shiftX: outer.scaleX * shift('x', scaleX) + outer.shiftX,
    shiftY: outer.scaleY * shift('y', scaleY) + outer.shiftY,
  };
}
