import type { Warning } from '../../data/document.ts';
import type { Metadata } from '../../data/segment.ts';
import { reasonOf, SightlineError } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { type Archive, type OpenArchiveOptions, openArchive } from '../archive/open-archive.ts';
import { oneLine } from '../markup/blocks.ts';
import { parseXml, type XmlElement } from '../markup/xml.ts';
import { child, children, descendants, textOf } from '../markup/xml-query.ts';

/** An OpenDocument file (odt, odp): an archive with its content in one part. */
export interface OpenDocument {
  readonly archive: Archive;
  /** The element for its kind inside `office:body`, as `office:text`. */
  readonly body: XmlElement;
  /** Title, author and dates (`created`, `modified`, ISO 8601), as far as they are told. */
  readonly properties: Metadata;
  /** Styles by name: those of the content, and the named ones behind them. */
  readonly styles: ReadonlyMap<string, XmlElement>;
  /** The part with page sizes and named styles; undefined when it is missing or damaged. */
  readonly stylesPart: XmlElement | undefined;
  /** A part's XML. Throws a SightlineError as `Archive.bytes` does. */
  xml(part: string): XmlElement;
}

/**
 * Opens an OpenDocument file.
 *
 * @throws SightlineError `broken-content` when it is none, `unreadable-file` when it is locked, or `limit-exceeded`.
 */
export function openOpenDocument(
  bytes: Uint8Array,
  options: OpenArchiveOptions & { warn?(warning: Warning): void },
): OpenDocument {
  const archive = openArchive(bytes, options);
  if (archive.damage) options.warn?.({ message: archive.damage });
  const file = shownName(options.name);
  const xml = (part: string) => parseXml(archive.text(part), `${part} in ${file}`);
  const xmlIfSound = (part: string): XmlElement | undefined => {
    if (!archive.has(part)) return undefined;
    try {
      return xml(part);
    } catch (error) {
      if (error instanceof SightlineError && (error.code === 'cancelled' || error.code === 'limit-exceeded'))
        throw error;
      options.warn?.({ message: `${part} in ${file} was passed over: ${reasonOf(error)}` });
      return undefined;
    }
  };
  const manifest = xmlIfSound('META-INF/manifest.xml');
  for (const _ of descendants(manifest, 'manifest:encryption-data'))
    throw new SightlineError('unreadable-file', `${file} is locked with a password.`, {
      remedy: 'Open it with its password, and save it without one.',
    });
  const content = xml('content.xml');
  const body = children(child(content, 'office:body'))[0];
  if (!body)
    throw new SightlineError(
      'broken-content',
      `${file} holds no document: it is another kind of archive, or damaged.`,
      {
        remedy: 'Get the file again from where it came.',
      },
    );
  const stylesPart = xmlIfSound('styles.xml');
  const styles = new Map<string, XmlElement>();
  for (const list of [
    child(stylesPart, 'office:styles'),
    child(stylesPart, 'office:automatic-styles'),
    child(content, 'office:automatic-styles'),
  ])
    for (const style of children(list, 'style:style')) styles.set(style.attributes['style:name'] ?? '', style);
  return { archive, body, properties: properties(xmlIfSound('meta.xml')), styles, stylesPart, xml };
}

/** The style's own name and those of the styles it is made from, the nearest first. */
export function styleNames(document: OpenDocument, name: string | undefined): string[] {
  const names: string[] = [];
  for (
    let at = name;
    at !== undefined && names.length < 20;
    at = document.styles.get(at)?.attributes['style:parent-style-name']
  )
    names.push(at);
  return names;
}

function properties(meta: XmlElement | undefined): Metadata {
  const from = child(meta, 'office:meta');
  const value = (name: string) => oneLine(textOf(child(from, name))).slice(0, 300);
  const title = value('dc:title');
  const author = value('meta:initial-creator') || value('dc:creator');
  const created = date(value('meta:creation-date'));
  const modified = date(value('dc:date'));
  return {
    ...(title && !/^(?:PowerPoint Presentation|Untitled)$/i.test(title) ? { title } : {}),
    ...(author ? { author } : {}),
    ...(created ? { created } : {}),
    ...(modified ? { modified } : {}),
  };
}

function date(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) || !/^\d{4}-/.test(text) ? undefined : new Date(time).toISOString();
}
