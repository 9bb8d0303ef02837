import { dirname, resolve } from 'node:path';
import { numberedLines } from '../evaluate/numbered-lines.ts';
import { type LineQuery, parseQueryLine } from '../evaluate/query-line.ts';

export interface FileQuery extends LineQuery {
  /** Counted from 1. */
  readonly line: number;
}

/** One line of a query file: a query, or what is wrong with it. */
export type QueryLine = { readonly query: FileQuery } | { readonly line: number; readonly problem: string };

/**
 * Reads queries from JSON Lines, one object a line: `{"id": "q1", "text": "red chair", "image": "red.jpg"}`, with words, a
 * picture, or both. A picture is a URL or a path relative to the file or to the current folder. Other fields are ignored,
 * so that judged queries do as well, and so are empty lines.
 *
 * @param file a path, or `-` for standard input.
 * @throws SightlineError 'unreadable-file'.
 */
export async function* readQueryFile(file: string): AsyncGenerator<QueryLine> {
  const folders = file === '-' ? [process.cwd()] : [dirname(resolve(file)), process.cwd()];
  const firstLine = new Map<string, number>();
  for await (const { line, text } of numberedLines(file, 'a JSON Lines file with one {"id", "text", "image"} a line')) {
    const parsed = await parseQueryLine(text, folders);
    if (typeof parsed === 'string') {
      yield { line, problem: parsed };
      continue;
    }
    const { query } = parsed;
    const before = firstLine.get(query.id);
    if (before === undefined) firstLine.set(query.id, line);
    yield before === undefined
      ? { query: { line, ...query } }
      : { line, problem: `the id ${JSON.stringify(query.id)} was used on line ${before}` };
  }
}
