import { resolve } from 'node:path';
import type { EmbeddingSpace } from '../embed/embedder.ts';
import type { IndexStatus } from '../engine/engine.ts';
import type { VectorSearchState } from '../store/store.ts';
import { namingFlags } from './flags.ts';
import { shortPath } from './format-hit.ts';
import { byteSize, counted, grouped } from './numbers.ts';
import type { Channel } from './terminal.ts';
import { safeLine, safeName } from './terminal-text.ts';
import { wrapText } from './text-width.ts';

/** Unreadable files that are named unless all are wanted. */
const namedProblems = 5;

/** What an index holds, as aligned fields. */
export function formatStatus(
  status: IndexStatus,
  { colours, columns }: Pick<Channel, 'colours' | 'columns'>,
  verbose: boolean,
): string[] {
  const { spaces, vectors, search, problems, notices } = status;
  const kinds = Object.entries(status.kinds).map(([kind, count]) => `${grouped(count)} ${kind}`);
  const where = status.index.endsWith(':') ? status.index : resolve(status.index);
  const fields: [string, string][] = [
    ['Index', `${safeName(where)} (${byteSize(status.bytes)})`],
    ['Documents', grouped(status.documents)],
    ['Segments', `${grouped(status.segments)}${kinds.length > 0 ? `: ${kinds.join(', ')}` : ''}`],
    ['Vectors', `${grouped(vectors.text)} of text, ${grouped(vectors.image)} of pictures`],
    ['Search', describeSearch(search.text, search.image)],
    ['Model', describeSpaces(spaces.text, spaces.image)],
    ...notices.map((notice): [string, string] => ['Note', safeLine(notice)]),
  ];
  const label = 11;
  const lines = fields.flatMap(([name, value]) =>
    wrapText(value, columns - label).map((line, i) => `${colours.dim((i === 0 ? name : '').padEnd(label))}${line}`),
  );
  if (problems.length === 0) return lines;
  const shown = verbose ? problems : problems.slice(0, namedProblems);
  const more = problems.length - shown.length;
  return [
    ...lines,
    '',
    `${colours.yellow(counted(problems.length, 'file'))} could not be read:`,
    ...shown.map(({ source, reason }) => `  ${safeName(shortPath(source))}: ${safeLine(namingFlags(reason))}`),
    ...(more > 0 ? [`  and ${grouped(more)} more; --verbose names all`] : []),
  ];
}

function describeSearch(text: VectorSearchState, image: VectorSearchState): string {
  const describe = ({ method, recallAt10, sampled }: VectorSearchState): string =>
    recallAt10 === undefined
      ? method
      : `${method}, recall@10 ${recallAt10.toFixed(3)} (measured on ${counted(sampled ?? 0, 'vector')})`;
  const [one, other] = [describe(text), describe(image)];
  return one === other ? one : `text ${one}; pictures ${other}`;
}

function describeSpaces(text: EmbeddingSpace, image: EmbeddingSpace): string {
  const describe = ({ model, dimensions, noise }: EmbeddingSpace): string =>
    `${safeLine(model)} (${dimensions} dimensions${noise ? `, noise ${noise}` : ''})`;
  const [one, other] = [describe(text), describe(image)];
  return one === other ? one : `text ${one}; pictures ${other}`;
}
