import type { Warning } from '../../data/document.ts';
import type { Metadata } from '../../data/segment.ts';
import { reasonOf, SightlineError } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { type Archive, type OpenArchiveOptions, openArchive } from '../archive/open-archive.ts';
import { oneLine } from '../markup/blocks.ts';
import { parseXml, type XmlElement } from '../markup/xml.ts';
import { child, children, textOf } from '../markup/xml-query.ts';
import { officePrefixes } from './office-prefixes.ts';

/** A relationship of one part of an office file to another part or to something outside. */
export interface Relation {
  readonly id: string;
  /** The last word of its type: `slide`, `image`, `notesSlide`, `hyperlink`, the same in strict and transitional files. */
  readonly type: string;
  /** The part's name as the archive has it, or, of an external one, the reference as it stands. */
  readonly target: string;
  readonly external: boolean;
}

/** An office file (docx, pptx, xlsx): an archive of parts that point at each other (Open Packaging Conventions). */
export interface OfficePackage {
  readonly archive: Archive;
  /** The part that is the document, as `ppt/presentation.xml`. */
  readonly mainPart: string;
  /** Title, author and dates (`created`, `modified`, ISO 8601), as far as they are told. */
  readonly properties: Metadata;
  contentTypeOf(part: string): string;
  /** The relationships of a part, or of the package itself for the empty name; none when they are missing or damaged. */
  relationsOf(part: string): readonly Relation[];
  /** The relationship of this id; undefined too where it points at a part that is not there. */
  relation(part: string, id: string | undefined): Relation | undefined;
  /** A part's XML with the usual prefixes whatever the file calls them. Throws a SightlineError as `Archive.bytes` does. */
  xml(part: string): XmlElement;
}

export interface OpenOfficePackageOptions extends OpenArchiveOptions {
  warn?(warning: Warning): void;
}

/** Titles and authors that programs write by themselves. */
const stockTitle =
  /^(?:PowerPoint[- ]Pr\S*|PptxGenJS Presentation|Presentation\d*|Title Slide|Slide \d+|Untitled|(?:Word )?Document\d*)$/i;
const stockAuthor = /^(?:python-(?:docx|pptx)|openpyxl|PptxGenJS|Un-named|Microsoft Office User|Unknown|Author|User)$/i;

/**
 * Opens an office file.
 *
 * @throws SightlineError `broken-content` when it is no archive or holds no document, or `limit-exceeded`.
 */
export function openOfficePackage(bytes: Uint8Array, options: OpenOfficePackageOptions): OfficePackage {
  const archive = openArchive(bytes, options);
  if (archive.damage) options.warn?.({ message: archive.damage });
  const file = shownName(options.name);
  const actualNames = new Map(archive.entries.map((entry) => [entry.name.toLowerCase(), entry.name]));
  const actual = (part: string): string | undefined => actualNames.get(part.toLowerCase());
  const xml = (part: string) => officePrefixes(parseXml(archive.text(part), `${part} in ${file}`));
  /** Small parts that describe the others: what is damaged there is done without. */
  const xmlIfSound = (part: string): XmlElement | undefined => {
    const name = actual(part);
    if (name === undefined) return undefined;
    try {
      return xml(name);
    } catch (error) {
      if (error instanceof SightlineError && (error.code === 'cancelled' || error.code === 'limit-exceeded'))
        throw error;
      options.warn?.({ message: `${shownName(part)} in ${file} was passed over: ${reasonOf(error)}` });
      return undefined;
    }
  };

  const known = new Map<string, ReadonlyMap<string, Relation>>();
  const byId = (part: string): ReadonlyMap<string, Relation> => {
    const found = known.get(part) ?? readRelations(xmlIfSound(relationsPart(part)), part, actual);
    known.set(part, found);
    return found;
  };
  const relationsOf = (part: string): readonly Relation[] => [...byId(part).values()];
  const types = contentTypes(xmlIfSound('[Content_Types].xml'));
  const mainPart =
    relationsOf('').find((relation) => relation.type === 'officeDocument' && actual(relation.target))?.target ??
    archive.entries.find((entry) => /^(?:ppt\/presentation|word\/document|xl\/workbook)\d?\.xml$/i.test(entry.name))
      ?.name;
  if (mainPart === undefined)
    throw new SightlineError(
      'broken-content',
      `${file} holds no document: it is another kind of archive, or damaged.`,
      {
        remedy: 'Get the file again from where it came.',
      },
    );
  const core = relationsOf('').find((relation) => relation.type === 'core-properties')?.target ?? 'docProps/core.xml';

  return {
    archive,
    mainPart,
    properties: properties(xmlIfSound(core)),
    contentTypeOf: (part) => types(part),
    relationsOf,
    relation: (part, id) => {
      const found = id === undefined ? undefined : byId(part).get(id);
      return found && (found.external || archive.has(found.target)) ? found : undefined;
    },
    xml,
  };
}

/** `ppt/slides/slide1.xml` has its relationships in `ppt/slides/_rels/slide1.xml.rels`. */
function relationsPart(part: string): string {
  const slash = part.lastIndexOf('/') + 1;
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
}

function readRelations(
  root: XmlElement | undefined,
  part: string,
  actual: (part: string) => string | undefined,
): ReadonlyMap<string, Relation> {
  const found = new Map<string, Relation>();
  for (const { attributes } of children(root, 'Relationship')) {
    const { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode = '' } = attributes;
    const external = mode.toLowerCase() === 'external';
    const resolved = external ? target : resolvePart(part, target);
    const name = type.slice(type.lastIndexOf('/') + 1);
    // Ids are unique; of those that are not, the first counts, and the others are kept under a name nothing asks for.
    const key = found.has(id) ? `${id} ${found.size}` : id;
    found.set(key, { id, type: name, target: actual(resolved) ?? resolved, external });
  }
  return found;
}

/** A reference from one part to another as a part's name; it never leaves the package. */
export function resolvePart(from: string, reference: string): string {
  const path = decodePercent(reference.replace(/[?#].*$/s, '')).replaceAll('\\', '/');
  const parts = path.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const step of path.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '' && step !== '.') parts.push(step);
  }
  return parts.join('/');
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function contentTypes(root: XmlElement | undefined): (part: string) => string {
  const overrides = new Map<string, string>();
  const defaults = new Map<string, string>();
  for (const { name, attributes } of children(root)) {
    const type = attributes.ContentType ?? '';
    if (name === 'Override') overrides.set((attributes.PartName ?? '').replace(/^\//, '').toLowerCase(), type);
    else if (name === 'Default') defaults.set((attributes.Extension ?? '').toLowerCase(), type);
  }
  return (part) => {
    const lower = part.toLowerCase();
    return overrides.get(lower) ?? defaults.get(lower.slice(lower.lastIndexOf('.') + 1)) ?? '';
  };
}

function properties(core: XmlElement | undefined): Metadata {
  const value = (name: string) => oneLine(textOf(child(core, name))).slice(0, 300);
  const title = value('dc:title');
  const author = value('dc:creator');
  const created = date(value('dcterms:created'));
  const modified = date(value('dcterms:modified'));
  return {
    ...(title && !stockTitle.test(title) ? { title } : {}),
    ...(author && !stockAuthor.test(author) ? { author } : {}),
    ...(created ? { created } : {}),
    ...(modified ? { modified } : {}),
  };
}

function date(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) || !/^\d{4}-/.test(text) ? undefined : new Date(time).toISOString();
}
