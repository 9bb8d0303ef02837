import { createReadStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { reasonOf, SightlineError } from '../support/errors.ts';
import { findQueryPicture } from '../support/find-query-picture.ts';

export interface FileQuery {
  /** Counted from 1. */
  readonly line: number;
  readonly id: string;
  readonly text?: string;
  /** A URL, or an absolute path that exists. */
  readonly image?: string;
}

/** One line of a query file: a query, or what is wrong with it. */
export type QueryLine = { readonly query: FileQuery } | { readonly line: number; readonly problem: string };

const maxLineChars = 32 * 1024 * 1024;

const words = z.string().trim().min(1);
const fields = z.object({
  id: z.union([z.string().trim().min(1), z.number().transform(String)]),
  text: words.nullish(),
  image: words.nullish(),
});

/**
 * Reads queries from JSON Lines, one object a line: `{"id": "q1", "text": "red chair", "image": "red.jpg"}`, with words, a
 * picture, or both. A picture is a URL or a path relative to the file or to the current folder. Other fields are ignored,
 * and so are empty lines.
 *
 * @param file a path, or `-` for standard input.
 * @throws SightlineError 'unreadable-file'.
 */
export async function* readQueryFile(file: string): AsyncGenerator<QueryLine> {
  const folders = file === '-' ? [process.cwd()] : [dirname(resolve(file)), process.cwd()];
  const firstLine = new Map<string, number>();
  let line = 0;
  for await (const text of linesOf(file)) {
    line++;
    const content = line === 1 ? text.replace(/^\ufeff/, '') : text;
    if (content.trim() === '') continue;
    const parsed = await parseQueryLine(content, line, folders);
    if ('query' in parsed) {
      const before = firstLine.get(parsed.query.id);
      if (before !== undefined) {
        yield { line, problem: `the id ${JSON.stringify(parsed.query.id)} was used on line ${before}` };
        continue;
      }
      firstLine.set(parsed.query.id, line);
    }
    yield parsed;
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new SightlineError('unreadable-file', `The query file ${file} cannot be read: ${reasonOf(error)}.`, {
      remedy: 'Give the path of a JSON Lines file with one {"id", "text", "image"} a line.',
      cause: error,
    });
  }
}

/** One line's query, with its picture found in the first of the folders that has it. */
export async function parseQueryLine(content: string, line: number, folders: readonly string[]): Promise<QueryLine> {
  if (content.length > maxLineChars) return { line, problem: 'the line is too long' };
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return { line, problem: 'this is not JSON' };
  }
  const parsed = fields.safeParse(json);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.');
    return { line, problem: at ? `"${at}" is missing or not right` : 'this is not a JSON object' };
  }
  const { id, text, image } = parsed.data;
  if (!text && !image) return { line, problem: 'it has neither "text" nor "image"' };
  const found = image ? await findQueryPicture(image, folders) : undefined;
  if (image && found === undefined) return { line, problem: `there is no picture ${image}` };
  return { query: { line, id, ...(text ? { text } : {}), ...(found ? { image: found } : {}) } };
}
