import type { XmlElement } from '../markup/xml.ts';
import { child, children, textOf } from '../markup/xml-query.ts';
import { mathText } from './docx-math.ts';
import { isSet } from './docx-styles.ts';

/** What a paragraph is made of, in order. */
export type InlinePart =
  | { readonly type: 'text'; readonly text: string; readonly bold: boolean }
  /** A page ends: as the author set it, or as Word last laid it out. */
  | { readonly type: 'break'; readonly rendered: boolean }
  | { readonly type: 'footnote' | 'endnote' | 'comment'; readonly id: string }
  | { readonly type: 'drawing'; readonly element: XmlElement };

/** Elements around runs that change nothing of what is read. Deleted and moved text is not among them. */
const wrappers = new Set(
  'w:hyperlink w:ins w:moveTo w:smartTag w:customXml w:fldSimple w:dir w:bdo w:sdtContent w:rubyBase'.split(' '),
);

/** Links, insertions and controls within each other; what is deeper is no text anyone wrote. */
const maxDepth = 50;

/** The letters of the font Symbol, which is asked for by position. */
const symbolLetters = 'αβχδεφγηιϕκλμνοπθρστυϖωξψζ';

/** The visible parts of a paragraph: no deleted, hidden or moved-away text, of fields what they show. */
export function* inlineParts(paragraph: XmlElement, depth = 0): Generator<InlinePart, void, undefined> {
  if (depth < maxDepth) for (const item of children(paragraph)) yield* inlinePart(item, depth + 1);
}

function* inlinePart(element: XmlElement, depth: number): Generator<InlinePart> {
  if (element.name === 'w:r') yield* run(element, depth);
  else if (wrappers.has(element.name)) yield* inlineParts(element, depth);
  else if (element.name === 'w:sdt') yield* inlineParts(child(element, 'w:sdtContent') ?? element, depth);
  else if (element.name === 'm:oMath' || element.name === 'm:oMathPara') {
    const formulas = element.name === 'm:oMath' ? [element] : children(element, 'm:oMath');
    yield { type: 'text', text: formulas.map((formula) => mathText(formula)).join('\n'), bold: false };
  } else if (element.name === 'mc:AlternateContent') {
    const chosen = child(element, 'mc:Choice') ?? child(element, 'mc:Fallback');
    if (chosen) yield* inlineParts(chosen, depth);
  }
}

function* run(element: XmlElement, depth: number): Generator<InlinePart> {
  const properties = child(element, 'w:rPr');
  if (isSet(child(properties, 'w:vanish'))) return;
  const bold = isSet(child(properties, 'w:b'));
  for (const item of children(element)) {
    const id = item.attributes['w:id'] ?? '';
    switch (item.name) {
      case 'w:t':
        yield { type: 'text', text: textOf(item), bold };
        break;
      case 'w:tab':
      case 'w:ptab':
        yield { type: 'text', text: ' ', bold };
        break;
      case 'w:br':
        if (item.attributes['w:type'] === 'page') yield { type: 'break', rendered: false };
        else yield { type: 'text', text: '\n', bold };
        break;
      case 'w:cr':
        yield { type: 'text', text: '\n', bold };
        break;
      case 'w:noBreakHyphen':
        yield { type: 'text', text: '-', bold };
        break;
      case 'w:sym':
        yield { type: 'text', text: symbol(item), bold };
        break;
      case 'w:lastRenderedPageBreak':
        yield { type: 'break', rendered: true };
        break;
      case 'w:footnoteReference':
        yield { type: 'footnote', id };
        break;
      case 'w:endnoteReference':
        yield { type: 'endnote', id };
        break;
      case 'w:commentReference':
        yield { type: 'comment', id };
        break;
      case 'w:drawing':
      case 'w:pict':
      case 'w:object':
        yield { type: 'drawing', element: item };
        break;
      case 'w:ruby':
        for (const base of children(item, 'w:rubyBase')) yield* inlineParts(base, depth);
        break;
      case 'mc:AlternateContent': {
        const chosen = child(item, 'mc:Choice') ?? child(item, 'mc:Fallback');
        if (chosen && depth < maxDepth) yield* run(chosen, depth + 1);
        break;
      }
    }
  }
}

function symbol(element: XmlElement): string {
  const code = Number.parseInt(element.attributes['w:char'] ?? '', 16);
  if (!Number.isInteger(code) || code <= 0 || code > 0xffff || (code >= 0xd800 && code < 0xe000)) return '';
  const position = code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code;
  if (/^symbol$/i.test(element.attributes['w:font'] ?? '')) {
    const lower = symbolLetters[position - 0x61];
    const upper = symbolLetters[position - 0x41]?.toUpperCase();
    if (lower ?? upper) return lower ?? upper ?? '';
  }
  // Other fonts of signs have no letters at all in these places.
  return code >= 0xe000 && code <= 0xf8ff ? '' : String.fromCharCode(code);
}
