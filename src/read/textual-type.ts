import { isMailBox } from './mail/mail-box.ts';
import { csvDialect } from './records/csv-dialect.ts';
import type { Line } from './text/lines.ts';
import { sourceLanguage } from './text/source-languages.ts';

/** The beginning of a text and what is said of it from outside. */
export interface TextSample {
  readonly text: string;
  /** Whether the text goes on behind the sample. */
  readonly cut: boolean;
  /** In lower case, without its dot; empty when there is none. */
  readonly extension: string;
  /** In lower case, without parameters; empty when there is none. */
  readonly declared: string;
  /** The file's name without its folders, where there is one. */
  readonly fileName?: string;
}

/** Formats that are told by how they begin, though a text editor opens them. */
const openings: readonly (readonly [RegExp, string])[] = [
  [/^.{0,1000}?%PDF-\d/s, 'application/pdf'],
  [/^\{\\rtf/, 'application/rtf'],
  [/^%!PS/, 'application/postscript'],
  [/^BEGIN:VCALENDAR/i, 'text/calendar'],
  [/^BEGIN:VCARD/i, 'text/vcard'],
  [/^WEBVTT\b/, 'text/vtt'],
];

const markdownExtensions = new Set(['md', 'markdown', 'mdown', 'mdx', 'mkd', 'mkdn', 'qmd', 'rmd']);
const tableExtensions = new Set(['csv', 'psv', 'tab', 'tsv']);
const pageExtensions = new Set(['htm', 'html', 'shtml', 'xhtml']);
/** Texts whose name says what they are, even where they begin like something else; so does that of source code. */
const plainExtensions = new Set('adoc log org rst srt text txt'.split(' '));
/** How far into a text the headers of an e-mail are looked for, in characters; the stamps of mail servers come first. */
const emailHeadChars = 20_000;
const pageElements =
  /^(?:a|article|aside|b|blockquote|body|br|center|div|dl|em|figure|font|footer|form|h[1-6]|head|header|hr|i|iframe|img|link|main|meta|nav|ol|p|pre|script|section|span|strong|style|table|title|ul)$/i;

/** The media type of a text, by its content; name and declared type only break ties. */
export function textualType(sample: TextSample): string {
  const text = sample.text.trimStart();
  const opening = openings.find(([pattern]) => pattern.test(text));
  return opening?.[1] ?? markupType(text, sample) ?? jsonType(text, sample) ?? proseType(text, sample);
}

function markupType(text: string, { extension, declared }: TextSample): string | undefined {
  if (!text.startsWith('<'))
    return isPage(extension, declared) && /<\/?[a-z][^<>]*>/i.test(text) ? 'text/html' : undefined;
  const { doctype, xml, root } = prologue(text);
  if (doctype === 'html' || root === 'html') return 'text/html';
  if (root === 'svg' || root === 'svg:svg') return 'image/svg+xml';
  if (isPage(extension, declared)) return 'text/html';
  if (xml || doctype !== undefined || extension === 'xml') return 'application/xml';
  const taken = isPlain(text, extension) || markdownExtensions.has(extension) || tableExtensions.has(extension);
  return pageElements.test(root) && !taken && declared !== 'text/markdown' ? 'text/html' : undefined;
}

/** What stands before the first element: XML declaration, comments, document type. */
function prologue(text: string): { doctype?: string; xml: boolean; root: string } {
  let doctype: string | undefined;
  let xml = false;
  let at = 0;
  for (;;) {
    while (/\s/.test(text.charAt(at))) at++;
    const close = text.startsWith('<!--', at)
      ? '-->'
      : text.startsWith('<?', at)
        ? '?>'
        : text.startsWith('<!', at)
          ? '>'
          : '';
    if (close === '') break;
    if (text.startsWith('<?xml', at)) xml = true;
    doctype ??= /^<!doctype\s+([\w:-]+)/i.exec(text.slice(at, at + 100))?.[1]?.toLowerCase();
    const end = text.indexOf(close, at);
    if (end < 0) break;
    // A document type may hold declarations of its own in brackets.
    const inner = close === '>' ? text.slice(at, end).indexOf('[') : -1;
    const innerEnd = inner < 0 ? -1 : text.indexOf(']', at + inner);
    at = innerEnd < 0 ? end + close.length : innerEnd + 2;
  }
  const root = /^<([a-z][\w:.-]*)/i.exec(text.slice(at, at + 100))?.[1]?.toLowerCase() ?? '';
  return { ...(doctype ? { doctype } : {}), xml, root };
}

function isPage(extension: string, declared: string): boolean {
  return (
    pageExtensions.has(extension) ||
    (extension === '' && (declared === 'text/html' || declared === 'application/xhtml+xml'))
  );
}

function jsonType(text: string, { cut, extension, declared }: TextSample): string | undefined {
  const linewise = extension === 'jsonl' || extension === 'ndjson' || /jsonl|ndjson|json-seq/.test(declared);
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
  const looks = /^\{\s*["}]|^\[\s*(?:[[{"\]\d-]|true|false|null)/.test(text);
  if (linewise && (looks || lines.some(isJsonObject))) return 'application/x-ndjson';
  if (!looks) return undefined;
  const [first = '', second] = lines;
  const secondCut = cut && lines.length === 2;
  if (second !== undefined && isJsonObject(first) && (secondCut ? second.startsWith('{') : isJsonObject(second)))
    return 'application/x-ndjson';
  if (isNotebook(text, { cut, extension })) return 'application/x-ipynb+json';
  if (!cut && parses(text)) return 'application/json';
  // Damaged or too long to tell: the name decides, so that the reader can say where a JSON file is broken.
  return isPlain(text, extension) || markdownExtensions.has(extension) ? undefined : 'application/json';
}

/** Whether a JSON object is a Jupyter notebook: its format number stands mostly at its end, behind all cells. */
function isNotebook(text: string, { cut, extension }: { cut: boolean; extension: string }): boolean {
  if (!/^\{\s*"(?:cells|metadata|nbformat|nbformat_minor|worksheets)"/.test(text)) return false;
  if (/"nbformat"\s*:\s*\d/.test(text)) return /"(?:cells|worksheets)"\s*:\s*\[/.test(text);
  return cut && (extension === 'ipynb' || /"cell_type"\s*:\s*"/.test(text));
}

function proseType(text: string, sample: TextSample): string {
  const { extension, declared, fileName } = sample;
  const language = sourceLanguage(text, extension, fileName);
  if (language) return language.mediaType;
  if (isMailBox(sample.text)) return 'application/mbox';
  if (isEmail(text, sample) && !plainExtensions.has(extension)) return 'message/rfc822';
  if (markdownExtensions.has(extension) || (extension === '' && declared === 'text/markdown')) return 'text/markdown';
  const table = tableType(sample);
  if (table) return table;
  return !plainExtensions.has(extension) && looksLikeMarkdown(text) ? 'text/markdown' : 'text/plain';
}

function tableType({ text, cut, extension, declared }: TextSample): string | undefined {
  const said = tableExtensions.has(extension) || /^text\/(?:csv|tab-separated-values)/.test(declared);
  const lines: Line[] = text.split(/\r\n|\n|\r/, 200).map((line, index) => ({ text: line, number: index + 1 }));
  if (cut && lines.length < 200) lines.pop();
  const dialect = csvDialect(lines, !said);
  if (!dialect) return undefined;
  // Prose and code are full of commas; tabs and bars in equal numbers are no accident.
  if (!said && dialect.delimiter === ',' && plainExtensions.has(extension)) return undefined;
  return dialect.delimiter === '\t' ? 'text/tab-separated-values' : 'text/csv';
}

/** Whether a text begins with the headers of an e-mail; of one that is called so, any header will do. */
export function isEmail(text: string, { extension, declared }: Pick<TextSample, 'extension' | 'declared'>): boolean {
  const mail = text.slice(0, emailHeadChars).replace(/^From [^\r\n]*\r?\n/, '');
  const head = mail.split(/\r?\n\r?\n/, 1)[0] ?? '';
  if (!/^[\w-]{1,100}[ \t]*:/.test(head)) return false;
  const fields = new Set(
    head
      .match(/^(?:from|to|date|subject|received|return-path|message-id|mime-version|delivered-to)(?=:)/gim)
      ?.map((field) => field.toLowerCase()),
  );
  if (extension === 'eml' || declared === 'message/rfc822') return fields.size >= 1;
  return fields.size >= 3 && (fields.has('from') || fields.has('mime-version'));
}

function isPlain(text: string, extension: string): boolean {
  return plainExtensions.has(extension) || sourceLanguage(text, extension) !== undefined;
}

/** At least two different signs, such as a heading and a link. */
function looksLikeMarkdown(text: string): boolean {
  const signs = [
    /^#{1,6} \S/m,
    /^(?:```|~~~)/m,
    /!?\[[^\]\n]{1,200}\]\([^)\s]{1,500}/,
    /^(?:[-*+]|\d+\.) \S/m,
    /\*\*[^*\n]{1,200}\*\*/,
    /^\|.*\|\s*$/m,
  ];
  return signs.filter((sign) => sign.test(text.slice(0, 20_000))).length >= 2;
}

function isJsonObject(line: string): boolean {
  return line.trimStart().startsWith('{') && parses(line);
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
