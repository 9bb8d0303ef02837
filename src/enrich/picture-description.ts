import { z } from 'zod';
import type { PictureDescription } from './captioner.ts';

/** Of an answer of any length no more is looked at. In characters, as the others. */
const longestAnswer = 100_000;
const longestCaption = 1000;
const longestText = 4000;
const longestWord = 80;
const mostEntries = 20;

/** Models leave fields out and give one word instead of a list; nothing of the rest is lost because of it. */
const sentence = (longest: number) => z.preprocess((value) => cut(oneLine(asText(value)), longest), z.string());
const lines = z.preprocess((value) => cut(withLines(asText(value)), longestText), z.string());
const list = z.preprocess(entries, z.array(z.string()));

/** What models are asked for. Read with it, whatever object they give becomes a description of sane size. */
const pictureDescription = z
  .object({ caption: sentence(longestCaption), objects: list, colours: list, text: lines, kind: sentence(longestWord) })
  // Servers that bind a model to a schema want every field required and no others allowed.
  .meta({ required: ['caption', 'objects', 'colours', 'text', 'kind'], additionalProperties: false });

/** The same as a JSON Schema. */
export const pictureDescriptionSchema: Readonly<Record<string, unknown>> = {
  ...z.toJSONSchema(pictureDescription, { target: 'draft-7', io: 'input' }),
};

/**
 * A description from whatever a model answered: the JSON it was asked for, with or without prose around it, JSON that
 * breaks off, or prose, which is a caption. Undefined when the answer says nothing.
 */
export function readDescription(answer: string): PictureDescription | undefined {
  const said = withoutThinking(answer.slice(0, longestAnswer)).trim();
  const object = outermostObject(said);
  const described = object === undefined ? undefined : pictureDescription.parse(object);
  if (described && described.caption !== '') return { ...described, kind: described.kind.toLowerCase() };
  const caption = oneLine((described ? listed(described) : brokenCaption(said)) ?? '');
  return caption === '' ? undefined : { ...(described ?? nothing), caption: cut(caption, longestCaption) };
}

const nothing: PictureDescription = { caption: '', objects: [], colours: [], text: '', kind: '' };

/** Some models think aloud before they answer, and some never come to an end of it. */
function withoutThinking(answer: string): string {
  const last = [...answer.matchAll(/<\/think(?:ing)?>/gi)].at(-1);
  if (last) return answer.slice(last.index + last[0].length);
  return /^\s*<think(?:ing)?>/i.test(answer) ? '' : answer;
}

function outermostObject(said: string): Record<string, unknown> | undefined {
  const [start, end] = [said.indexOf('{'), said.lastIndexOf('}')];
  if (start < 0 || end < start) return undefined;
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(said.slice(start, end + 1))).data;
  } catch {
    return undefined;
  }
}

/** Prose is a caption as it is. Of JSON that broke off its caption is taken, if that is whole. */
function brokenCaption(said: string): string | undefined {
  if (!/^(?:```\w*\s*)?\{/.test(said)) return said.replace(/^```\w*|```$/g, '');
  const [, quoted] = /"caption"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(said) ?? [];
  try {
    return quoted && z.string().safeParse(JSON.parse(quoted)).data;
  } catch {
    return undefined;
  }
}

function listed({ objects, text }: PictureDescription): string {
  return objects.length > 0 ? objects.join(', ') : oneLine(text);
}

function asText(value: unknown): string {
  return Array.isArray(value) ? value.map(wordOf).join('\n') : wordOf(value);
}

/** Not deeper than one list, whatever is nested in it. */
function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function entries(value: unknown): string[] {
  const values = Array.isArray(value) ? value : asText(value).split(/[,;\n]/);
  const words = values.slice(0, 10 * mostEntries).map((each) => cut(oneLine(wordOf(each)), longestWord));
  return [...new Set(words.filter((word) => word !== ''))].slice(0, mostEntries);
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function withLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map(oneLine)
    .filter((line) => line !== '')
    .join('\n');
}

/** At a word's end, so that no half of a surrogate pair and no half word is left. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const head = text.slice(0, longest);
  const end = head.search(/\s\S*$/);
  return (end > longest / 2 ? head.slice(0, end) : head).replace(/[\uD800-\uDBFF]$/, '');
}
