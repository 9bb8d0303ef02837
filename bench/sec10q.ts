import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Dataset, JudgedQuery } from './dataset.ts';

/**
 * Questions on 20 quarterly reports, judged by page. The set names documents only, so a page counts as relevant when it
 * is in a named document and holds most of those of the reference answer's figures that any page there holds: amounts
 * such as `82,959`, `$68.5`, `696.2%`, never years or days. Answers without such a figure are left out. It is a silver
 * standard: the same figure may stand on a page that does not answer.
 */
export async function sec10q(data: string): Promise<Dataset> {
  const folder = join(data, 'kgrag_sec10q', 'data', 'v1');
  const names = (await readdir(join(folder, 'docs'))).filter((name) => name.endsWith('.pdf'));
  const pages = new Map<string, readonly string[]>();
  for (const name of names) pages.set(name, await pageTexts(join(folder, 'docs', name)));
  const rows = parse(await readFile(join(folder, 'qna_data.csv')), { columns: true, bom: true }) as Record<
    string,
    string
  >[];
  const queries = rows.flatMap((row, i): JudgedQuery[] => {
    const { Question: text = '', 'Source Docs': glob = '', Answer: answer = '' } = row;
    const pattern = new RegExp(
      `^${glob
        .trim()
        .replace(/\.pdf$/, '')
        .split('*')
        .map(escaped)
        .join('.*')}`,
    );
    const figures = answerFigures(answer);
    const counted = names
      .filter((name) => pattern.test(name.replace(/\.pdf$/, '')))
      .flatMap((name) =>
        (pages.get(name) ?? []).map((page, at) => ({
          reference: `${name}#page=${at + 1}`,
          count: figures.filter((figure) => page.includes(figure)).length,
        })),
      );
    const most = Math.max(0, ...counted.map(({ count }) => count));
    const relevant = counted.filter(({ count }) => count > 0 && count >= most / 2).map(({ reference }) => reference);
    return relevant.length === 0 ? [] : [{ id: `q${i + 1}`, query: { text }, relevant }];
  });
  return { name: 'kgrag_sec10q', task: 'question -> page', sources: [join(folder, 'docs')], ocr: false, queries };
}

function answerFigures(answer: string): string[] {
  const found = answer.match(/\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+/g) ?? [];
  return [...new Set(found)].filter((figure) => figure.replace(/\D/g, '').length >= 2);
}

async function pageTexts(file: string): Promise<string[]> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const document = await getDocument({ data: new Uint8Array(await readFile(file)), verbosity: 0 }).promise;
  const texts: string[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent();
    texts.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  await document.loadingTask.destroy();
  return texts;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
