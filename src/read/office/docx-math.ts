import type { XmlElement } from '../markup/xml.ts';
import { child, children, textOf } from '../markup/xml-query.ts';

/** A formula on one line, as people type it: `x = (-b ± sqrt(b^2 - 4ac))/(2a)`. */
export function mathText(element: XmlElement): string {
  return element.children.map((item) => (typeof item === 'string' ? '' : part(item))).join('');
}

function part(element: XmlElement): string {
  const inner = (name: string): string => {
    const found = child(element, name);
    return found ? mathText(found) : '';
  };
  const mark = (properties: string, name: string, otherwise: string): string =>
    child(element, properties, name)?.attributes['m:val'] ?? otherwise;
  switch (element.name) {
    case 'm:r':
      return children(element, 'm:t')
        .map((text) => textOf(text))
        .join('');
    case 'm:f':
      return `${grouped(inner('m:num'))}/${grouped(inner('m:den'))}`;
    case 'm:sSup':
      return `${inner('m:e')}^${grouped(inner('m:sup'))}`;
    case 'm:sSub':
      return `${inner('m:e')}_${grouped(inner('m:sub'))}`;
    case 'm:sSubSup':
      return `${inner('m:e')}_${grouped(inner('m:sub'))}^${grouped(inner('m:sup'))}`;
    case 'm:rad': {
      const degree = inner('m:deg');
      return `${degree ? `root${grouped(degree)}` : 'sqrt'}(${inner('m:e')})`;
    }
    case 'm:nary': {
      const [sub, sup] = [inner('m:sub'), inner('m:sup')];
      const limits = `${sub ? `_${grouped(sub)}` : ''}${sup ? `^${grouped(sup)}` : ''}`;
      return `${mark('m:naryPr', 'm:chr', '∫')}${limits} ${inner('m:e')}`;
    }
    case 'm:d': {
      const items = children(element, 'm:e').map((item) => mathText(item));
      const between = mark('m:dPr', 'm:sepChr', '|');
      return `${mark('m:dPr', 'm:begChr', '(')}${items.join(between)}${mark('m:dPr', 'm:endChr', ')')}`;
    }
    case 'm:func':
      return `${inner('m:fName')} ${inner('m:e')}`;
    case 'm:m':
      return `[${children(element, 'm:mr')
        .map((row) =>
          children(row, 'm:e')
            .map((item) => mathText(item))
            .join(', '),
        )
        .join('; ')}]`;
    case 'm:eqArr':
      return children(element, 'm:e')
        .map((item) => mathText(item))
        .join('; ');
    default:
      return /Pr$/.test(element.name) ? '' : mathText(element);
  }
}

/** Brackets around what is more than one sign or number. */
function grouped(text: string): string {
  return /^(?:[\p{L}\p{S}]|[\d.]+)?$/u.test(text) ? text : `(${text})`;
}
