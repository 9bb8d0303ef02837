import { blockElements, htmlOutline } from './html-outline.ts';

/**
 * Bounds beyond which Readability is not asked: its time grows with the square of the depth (500 nested elements took a
 * second, 5,000 overflowed the stack after minutes), and it cannot be interrupted.
 */
const maxElements = 20_000;
const maxDepth = 120;
const maxDepthSum = 500_000;
const maxAttributeChars = 2000;

/** Inside these, Readability keeps the element that text stands in; others it may dissolve, and their text needs a mark. */
const lasting = new Set(['dd', 'dt', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'p', 'pre', 'td', 'th']);

/**
 * Where those elements and texts start that Mozilla's Readability holds for the page's article; undefined when it finds none,
 * or when the page is too large or too deep to ask it. A text is in the article when its own start or that of its parent is
 * given.
 *
 * The article itself is not taken from it, as that has no way back to the source: elements and texts are marked with their
 * places, and the marks that come through are read off. They are names of attributes, not values, since Readability copies
 * attributes from an element it dissolves onto its child.
 */
export async function articlePlaces(source: string): Promise<ReadonlySet<number> | undefined> {
  const marked = withMarks(source);
  if (marked === undefined) return undefined;
  const [{ parseHTML }, { Readability }] = await Promise.all([import('linkedom'), import('@mozilla/readability')]);
  try {
    const { document } = parseHTML(marked);
    const article = new Readability(document, {
      charThreshold: 200,
      keepClasses: true,
      disableJSONLD: true,
      serializer: (element) => element,
    }).parse();
    const root: unknown = article?.content;
    return isElement(root) ? marksIn(root) : undefined;
  } catch {
    return undefined; // Whatever it stumbled over, the page is read without it.
  }
}

/** The source with a mark on every opening tag and loose text; undefined when it is over the bounds. */
function withMarks(source: string): string | undefined {
  // A parser makes an element of each of these, even of one that closes nothing.
  if ((source.match(/<\/(?:p|br)\b/gi)?.length ?? 0) > maxElements) return undefined;
  const parts: string[] = [];
  let copied = 0;
  const replace = (start: number, end: number, text: string) => {
    parts.push(source.slice(copied, start), text);
    copied = end;
  };
  let elements = 0;
  let depth = 0;
  let depthSum = 0;
  for (const event of htmlOutline(source)) {
    if (event.type === 'close') {
      depth--;
      continue;
    }
    if (event.type === 'text') {
      const { parent, start, end } = event;
      if (parent?.name === 'script' || parent?.name === 'style') replace(start, end, '');
      else if (
        parent &&
        blockElements.has(parent.name) &&
        !lasting.has(parent.name) &&
        /\S/.test(source.slice(start, end))
      )
        replace(start, start, `<i ${markOf(start)}></i>`);
      continue;
    }
    const { name, start, end, attributes } = event.element;
    elements++;
    depthSum += ++depth;
    if (elements > maxElements || depth > maxDepth || depthSum > maxDepthSum) return undefined;
    const nameEnd = start + 1 + name.length;
    let rest = source.slice(nameEnd, end);
    // Long values are pictures in data URLs; a picture without an address would be thrown out.
    if (rest.length > maxAttributeChars) rest = name === 'img' ? ' src="long.png">' : '>';
    // Readability turns links that run a script into bare text, whose place is then lost.
    if (/^\s*javascript:/i.test(attributes.get('href') ?? '')) rest = '>';
    replace(start, end, `<${name} ${markOf(start)}${rest}`);
  }
  parts.push(source.slice(copied));
  const page = parts.join('');
  return /<(?:html|body)[\s>]/i.test(page) ? page : `<!doctype html><html><body>${page}</body></html>`;
}

function markOf(place: number): string {
  return `data-s${place.toString(36)}=""`;
}

/** The little of an element of the page that is needed here; the types of the DOM are not loaded. */
interface PageElement {
  readonly attributes: Iterable<{ readonly name: string }>;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

function isElement(value: unknown): value is PageElement {
  return typeof value === 'object' && value !== null && 'querySelectorAll' in value && 'attributes' in value;
}

function marksIn(root: PageElement): ReadonlySet<number> {
  const found = new Set<number>();
  for (const element of [root, ...root.querySelectorAll('*')])
    for (const { name } of element.attributes) {
      const mark = /^data-s([0-9a-z]+)$/.exec(name)?.[1];
      if (mark !== undefined) found.add(Number.parseInt(mark, 36));
    }
  return found;
}
