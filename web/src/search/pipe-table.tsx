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
