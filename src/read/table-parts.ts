import { tableLine, tableRule } from './blocks.ts';

/** A table as Markdown, cut between rows when it is long, each part with the header. The first row is the header. */
export function* tableParts(rows: readonly (readonly string[])[], targetChars: number): Generator<string> {
  const [header, ...body] = rows;
  if (!header) return;
  const head = `${tableLine(header)}\n${tableRule(header.length)}`;
  let part: string[] = [];
  let length = 0;
  for (const row of body) {
    const line = tableLine(row);
    if (part.length > 0 && length + line.length > targetChars) {
      yield [head, ...part].join('\n');
      part = [];
      length = 0;
    }
    part.push(line);
    length += line.length + 1;
  }
  yield [head, ...part].join('\n');
}
