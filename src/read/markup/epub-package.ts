import { SightlineError } from '../../support/errors.ts';
import type { Archive } from '../archive/open-archive.ts';
import { resolvePart } from '../office/office-package.ts';
import { oneLine } from './blocks.ts';
import { parseXml, type XmlElement } from './xml.ts';
import { child, children, descendants, textOf } from './xml-query.ts';

/** A file of a book that is read, in reading order. */
export interface EpubChapter {
  /** Its path in the archive, as in `OEBPS/ch1.xhtml`. */
  readonly path: string;
  readonly mediaType: string;
  /** What the table of contents calls it, outermost first; empty when it does not. */
  readonly titles: readonly string[];
}

export interface EpubPackage {
  readonly title: string;
  readonly author: string;
  readonly chapters: readonly EpubChapter[];
}

const again = { remedy: 'Get the file again from where it came.' };
/** These only make fonts useless outside of the book; its text stays readable. */
const fontScrambling = /^https?:\/\/(?:www\.idpf\.org\/2008\/embedding|ns\.adobe\.com\/pdf\/enc#RC)$/;
const maxTitleChars = 300;

/**
 * What a book says of itself: title, author, and its chapters in reading order.
 *
 * @throws SightlineError `broken-content` when the archive holds no book, `unsupported-type` when its text is locked.
 */
export function readEpubPackage(archive: Archive, name: string): EpubPackage {
  const xml = (path: string) => withoutPrefixes(parseXml(archive.text(path), `${path} in ${name}`));
  const packagePath = findPackage(archive, xml);
  if (packagePath === undefined)
    throw new SightlineError('broken-content', `${name} holds no book: it names no list of chapters.`, again);
  const root = xml(packagePath);
  const metadata = child(root, 'metadata');
  const words = (element: string) =>
    children(metadata, element)
      .map((item) => oneLine(textOf(item)))
      .filter((text) => text !== '');
  const names = new Map(archive.entries.map((entry) => [entry.name.toLowerCase(), entry.name]));
  const items = new Map<string, { path: string; mediaType: string; properties: string }>();
  for (const { attributes } of children(child(root, 'manifest'), 'item')) {
    const path = resolvePart(packagePath, attributes.href ?? '');
    items.set(attributes.id ?? '', {
      path: names.get(path.toLowerCase()) ?? path,
      mediaType: (attributes['media-type'] ?? '').toLowerCase(),
      properties: attributes.properties ?? '',
    });
  }
  const spine = child(root, 'spine');
  const nav = [...items.values()].find((item) => /\bnav\b/.test(item.properties));
  const ncx =
    items.get(spine?.attributes.toc ?? '') ?? [...items.values()].find((item) => /dtbncx/.test(item.mediaType));
  const titles = tableOfContents(archive, xml, [nav?.path, ncx?.path]);

  const chapters: EpubChapter[] = [];
  const seen = new Set<string>(nav ? [nav.path] : []);
  for (const { attributes } of children(spine, 'itemref')) {
    const item = items.get(attributes.idref ?? '');
    if (!item || seen.has(item.path)) continue;
    seen.add(item.path);
    chapters.push({ path: item.path, mediaType: item.mediaType, titles: titles.get(item.path) ?? [] });
  }
  if (chapters.length === 0)
    throw new SightlineError('broken-content', `${name} holds no book: its list of chapters is empty.`, again);
  refuseLocked(archive, xml, chapters, name);
  return {
    title: (words('title')[0] ?? '').slice(0, maxTitleChars),
    author: words('creator').join(', ').slice(0, maxTitleChars),
    chapters,
  };
}

function findPackage(archive: Archive, xml: (path: string) => XmlElement): string | undefined {
  if (archive.has('META-INF/container.xml')) {
    const files = [...descendants(xml('META-INF/container.xml'), 'rootfile')].map((file) =>
      resolvePart('', file.attributes['full-path'] ?? ''),
    );
    const found = files.find((path) => archive.has(path));
    if (found !== undefined) return found;
  }
  return archive.entries.find((entry) => /\.opf$/i.test(entry.name))?.name;
}

/** Refuses a book whose chapters are encrypted, as bought books often are. */
function refuseLocked(
  archive: Archive,
  xml: (path: string) => XmlElement,
  chapters: readonly EpubChapter[],
  name: string,
): void {
  if (!archive.has('META-INF/encryption.xml')) return;
  const paths = new Set(chapters.map((chapter) => chapter.path));
  for (const data of descendants(xml('META-INF/encryption.xml'), 'EncryptedData')) {
    const method = child(data, 'EncryptionMethod')?.attributes.Algorithm ?? '';
    const [reference] = descendants(data, 'CipherReference');
    if (fontScrambling.test(method) || !paths.has(resolvePart('', reference?.attributes.URI ?? ''))) continue;
    throw new SightlineError(
      'unsupported-type',
      `${name} is protected against copying (DRM), so its text cannot be read.`,
      {
        remedy: 'Give a copy without protection, if you have one.',
      },
    );
  }
}

/** The titles of chapters by their paths, from the first of the given files that tells any. */
function tableOfContents(
  archive: Archive,
  xml: (path: string) => XmlElement,
  paths: readonly (string | undefined)[],
): ReadonlyMap<string, readonly string[]> {
  for (const path of paths) {
    if (path === undefined || !archive.has(path)) continue;
    const found = new Map<string, readonly string[]>();
    /** Files of which only places further down have titles; of several, none is that of the file. */
    const within = new Map<string, readonly string[] | undefined>();
    const note = (reference: string, titles: readonly string[]) => {
      const target = resolvePart(path, reference);
      if (reference.includes('#')) within.set(target, within.has(target) ? undefined : titles);
      else if (!found.has(target)) found.set(target, titles);
    };
    const title = (element: XmlElement | undefined) => oneLine(textOf(element)).slice(0, maxTitleChars);
    const points = (element: XmlElement, above: readonly string[]): void => {
      for (const point of children(element, 'navPoint')) {
        const titles = [...above, title(child(point, 'navLabel'))].filter((text) => text !== '');
        note(child(point, 'content')?.attributes.src ?? '', titles);
        points(point, titles);
      }
    };
    const list = (element: XmlElement, above: readonly string[]): void => {
      for (const item of [...descendants(element, 'ol')].flatMap((ordered) => children(ordered, 'li'))) {
        const [link] = descendants(item, 'a', 'span');
        const titles = [...above, title(link)].filter((text) => text !== '');
        if (link?.attributes.href !== undefined) note(link.attributes.href, titles);
        list(item, titles);
      }
    };
    let root: XmlElement;
    try {
      root = xml(path);
    } catch (error) {
      if (error instanceof SightlineError && (error.code === 'cancelled' || error.code === 'limit-exceeded'))
        throw error;
      continue;
    }
    for (const map of descendants(root, 'navMap')) points(map, []);
    const navs = [...descendants(root, 'nav')];
    const contents = navs.find((item) => /\btoc\b/.test(item.attributes['epub:type'] ?? '')) ?? navs[0];
    if (contents) list(contents, []);
    for (const [target, titles] of within) if (titles && !found.has(target)) found.set(target, titles);
    if (found.size > 0) return found;
  }
  return new Map();
}

/** The tree with names alone: books write `opf:item` or `item` as they please. */
function withoutPrefixes(element: XmlElement): XmlElement {
  return {
    name: element.name.slice(element.name.indexOf(':') + 1),
    attributes: element.attributes,
    children: element.children.map((item) => (typeof item === 'string' ? item : withoutPrefixes(item))),
  };
}
