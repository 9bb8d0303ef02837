import { htmlTokens, tagAttributes } from './html-tokens.ts';

/** An element that is open while the source is gone through. */
export interface HtmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Place of its opening tag in the source. */
  readonly start: number;
  readonly end: number;
  /** Never shown to a reader of the page: scripts, styles, what is marked hidden. Holds for all inside. */
  readonly hidden: boolean;
  /** Navigation and the like around the content. Holds for all inside. */
  readonly chrome: boolean;
  /** Blanks and line breaks count, as in `pre`. */
  readonly preformatted: boolean;
  /** Whether an `article`, `main` or `section` is around it. */
  readonly inContent: boolean;
}

export type HtmlEvent =
  | { readonly type: 'open'; readonly element: HtmlElement }
  /** `end` is behind the closing tag, or where the element ends without one. */
  | { readonly type: 'close'; readonly element: HtmlElement; readonly end: number }
  | { readonly type: 'text'; readonly parent: HtmlElement | undefined; readonly start: number; readonly end: number };

const words = (list: string) => new Set(list.split(' '));

const voidElements = words('area base br col embed hr img input link meta param source track wbr');
const hiddenElements = words(
  'annotation annotation-xml applet audio button canvas datalist embed head iframe map noembed noframes noscript object rp script select style svg template textarea title video',
);
const chromeElements = words('aside footer header nav');
const chromeRoles = words(
  'alertdialog banner complementary contentinfo dialog menu menubar navigation search tablist toolbar',
);

/** Elements that stand on lines of their own. */
export const blockElements: ReadonlySet<string> = words(
  'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section summary table tbody td tfoot th thead tr ul',
);

/** What an opening tag ends when it stands directly inside, as authors leave these closing tags out. */
const endedBy: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['li', words('li')],
  ['dt', words('dt dd')],
  ['dd', words('dt dd')],
  ['tr', words('tr td th')],
  ['td', words('td th')],
  ['th', words('td th')],
  ['thead', words('tr td th tbody tfoot caption')],
  ['tbody', words('tr td th thead tfoot caption')],
  ['tfoot', words('tr td th thead tbody caption')],
  ['option', words('option')],
]);
/** Elements that keep an inner opening tag from ending what is outside them. */
const scopes = words('table ul ol dl body html');

/** What may stand in a page's head; anything else ends it. */
const headElements = words('base basefont bgsound head link meta noframes noscript script style template title');

/** How far up a closing tag without its opening is looked for. */
const lookback = 300;

/**
 * Goes through an HTML source and tells which elements open and close, with closing tags put in where authors leave them out.
 * It holds no tree, only the elements that are open.
 */
export function* htmlOutline(source: string): Generator<HtmlEvent, void, undefined> {
  const open: HtmlElement[] = [];
  const closeTo = function* (depth: number, end: number): Generator<HtmlEvent> {
    while (open.length > depth) {
      const element = open.pop();
      if (element) yield { type: 'close', element, end };
    }
  };
  for (const token of htmlTokens(source)) {
    if (token.type === 'text') {
      yield { type: 'text', parent: open.at(-1), start: token.start, end: token.end };
    } else if (token.type === 'close') {
      const depth = findOpen(open, token.name);
      if (depth === undefined) continue;
      yield* closeTo(depth + 1, token.start);
      yield* closeTo(depth, token.end);
    } else {
      const depth = endedDepth(open, token.name);
      if (depth !== undefined) yield* closeTo(depth, token.start);
      const element = elementOf(source, token, open.at(-1));
      yield { type: 'open', element };
      if (voidElements.has(token.name)) yield { type: 'close', element, end: token.end };
      else open.push(element);
    }
  }
  yield* closeTo(0, source.length);
}

/** Depth of the innermost open element of that name; a closing tag of inline mark-up does not reach out of its block. */
function findOpen(open: readonly HtmlElement[], name: string): number | undefined {
  const inline = !blockElements.has(name);
  for (let depth = open.length - 1; depth >= Math.max(0, open.length - lookback); depth--) {
    const candidate = open[depth]?.name ?? '';
    if (candidate === name) return depth;
    if (inline && blockElements.has(candidate)) return undefined;
    if (candidate === 'table' && name !== 'body' && name !== 'html') return undefined;
  }
  return undefined;
}

/** Depth of the outermost element that the opening tag ends, if any. */
function endedDepth(open: readonly HtmlElement[], name: string): number | undefined {
  if (open.at(-1)?.name === 'head' && !headElements.has(name)) return open.length - 1;
  const ends = endedBy.get(name);
  const endsParagraph = blockElements.has(name);
  let found: number | undefined;
  for (let depth = open.length - 1; depth >= Math.max(0, open.length - lookback); depth--) {
    const candidate = open[depth]?.name ?? '';
    if (scopes.has(candidate)) break;
    if (ends?.has(candidate) || (endsParagraph && candidate === 'p')) found = depth;
    else if (endsParagraph && !ends && blockElements.has(candidate)) break;
  }
  return found;
}

function elementOf(
  source: string,
  token: { readonly name: string; readonly start: number; readonly end: number },
  parent: HtmlElement | undefined,
): HtmlElement {
  const { name, start, end } = token;
  const attributes = tagAttributes(source, token);
  const inContent = (parent?.inContent ?? false) || name === 'article' || name === 'main' || name === 'section';
  return {
    name,
    attributes,
    start,
    end,
    hidden: (parent?.hidden ?? false) || hiddenElements.has(name) || isMarkedHidden(name, attributes),
    chrome: (parent?.chrome ?? false) || isChrome(name, attributes, inContent),
    preformatted: (parent?.preformatted ?? false) || name === 'pre' || name === 'listing',
    inContent,
  };
}

function isMarkedHidden(name: string, attributes: ReadonlyMap<string, string>): boolean {
  if (attributes.has('hidden') && attributes.get('hidden') !== 'until-found') return true;
  if (attributes.get('aria-hidden')?.toLowerCase() === 'true' && name !== 'img') return true;
  if (name === 'dialog' && !attributes.has('open')) return true;
  if (/\bmw-editsection\b/.test(attributes.get('class') ?? '')) return true;
  return /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(
    attributes.get('style')?.slice(0, 2000) ?? '',
  );
}

function isChrome(name: string, attributes: ReadonlyMap<string, string>, inContent: boolean): boolean {
  if (name === 'nav' || (chromeElements.has(name) && !inContent)) return true;
  if (chromeRoles.has(attributes.get('role')?.toLowerCase() ?? '')) return true;
  return /\b(?:cookie|consent|gdpr)[-_]?(?:banner|bar|notice|popup|dialog|overlay|wall)/i.test(
    `${attributes.get('class') ?? ''} ${attributes.get('id') ?? ''}`.slice(0, 1000),
  );
}
