import { Marked } from './marked.tsx';

/** Rows of a table written with pipes, its first row the head; undefined when the text is no such table. */
export function readPipeTable(text: string): string[][] | undefined {
  const lines = text.split('\n').filter((line) => line.trim().startsWith('|'));
  if (lines.length < 2) return undefined;
  const rows = lines
    .map((line) =>
      line
        .trim()
        .replace(/^\||\|$/g, '')
        .split(/(?<!\\)\|/)
        .map((cell) => cell.replaceAll('\\|', '|').trim()),
    )
    .filter((cells) => !cells.every((cell) => /^:?-{2,}:?$/.test(cell)));
  return rows.length > 0 ? rows : undefined;
}

const shownRows = 5;

/** The head, and the first rows that have a word of the question; where none has, the first ones. */
export function tellingRows(rows: readonly string[][], question: string): readonly string[][] {
  const [head = [], ...body] = rows;
  const wanted = question.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? [];
  const telling = body.filter((cells) => {
    const text = cells.join(' ').toLowerCase();
    return wanted.some((word) => text.includes(word.replace(/s$/, '')));
  });
  return [head, ...(telling.length > 0 ? telling : body).slice(0, shownRows)];
}

export function PipeTable({ rows, question }: { readonly rows: readonly string[][]; readonly question: string }) {
  const [head = [], ...body] = rows;
  return (
    <table class="pipe-table">
      <thead>
        <tr>
          {head.map((cell, at) => (
            <th scope="col" key={at}>
              <Marked text={cell} question={question} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {body.map((cells, row) => (
          <tr key={row}>
            {cells.map((cell, at) => (
              <td key={at}>
                <Marked text={cell} question={question} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
