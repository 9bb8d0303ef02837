import { z } from 'zod';
import { findQueryPicture } from '../support/find-query-picture.ts';

/** A query of a file, as one line of it says. */
export interface LineQuery {
  readonly id: string;
  readonly text?: string;
  /** A URL, or an absolute path that exists. */
  readonly image?: string;
}

const maxLineChars = 32 * 1024 * 1024;

export const lineWords = z.string().trim().min(1);
const id = z.union([lineWords, z.number().transform(String)]);
const fields = z.object({ id: id.nullish(), _id: id.nullish(), text: lineWords.nullish(), image: lineWords.nullish() });

/**
 * The query of one line of JSON: `{"id": "q1", "text": "red chair", "image": "red.jpg"}`, with words, a picture, or both; `_id`
 * does for `id`, as in BEIR. Other fields are left to the caller in `json`. A picture is a URL, or a path in the first of the
 * folders that has it.
 *
 * @returns a sentence where the line cannot be used.
 */
export async function parseQueryLine(
  line: string,
  folders: readonly string[],
): Promise<{ readonly query: LineQuery; readonly json: unknown } | string> {
  if (line.length > maxLineChars) return 'the line is too long';
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return 'this is not JSON';
  }
  const parsed = fields.safeParse(json);
  if (!parsed.success) return lineProblem(parsed.error);
  const { text, image, ...ids } = parsed.data;
  const queryId = ids.id ?? ids._id;
  if (queryId == null) return '"id" is missing or not right';
  if (!text && !image) return 'it has neither "text" nor "image"';
  const found = image ? await findQueryPicture(image, folders) : undefined;
  if (image && found === undefined) return `there is no picture ${image}`;
  return { query: { id: queryId, ...(text ? { text } : {}), ...(found ? { image: found } : {}) }, json };
}

/** What is wrong with a line's fields, for people. */
export function lineProblem(error: z.ZodError): string {
  const at = error.issues[0]?.path.join('.');
  return at ? `"${at}" is missing or not right` : 'this is not a JSON object';
}
