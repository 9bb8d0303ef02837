import type { Box } from '../../data/locator.ts';
import { redactedBoxes } from '../../data/redacted-boxes.ts';
import type { LineBox } from '../../data/segment.ts';
import { redact } from '../../support/redact.ts';
import { linesOf, spansOf } from './pdf-lines.ts';
import type { PdfPage } from './pdf-page.ts';
import { isUpright } from './pdf-survey.ts';

/** Text in a box: what is read together is joined to lines. */
interface Placed {
  readonly text: string;
  readonly box: Box;
}

/**
 * Where on a page text stands that is to be blacked out, in points: all text of the page, also running lines and tables, which are
 * in no passage, and what a recognizer laid beneath a scan. As narrow as the letters of a line tell.
 */
export function redactedTextBoxes(page: PdfPage): readonly Box[] {
  const written = page.runs.filter(({ text }) => text.trim() !== '');
  const upright = written.filter(({ angle, direction }) => isUpright(angle) && direction !== 'ttb');
  const turned = written.filter((run) => !upright.includes(run));
  const lines: Placed[][] = [
    ...linesOf(spansOf(upright)).map(({ spans }) => [...spans]),
    ...turned.map((run) => [run]),
  ];
  let body = '';
  const boxes: LineBox[] = [];
  for (const line of lines) {
    for (const { text, box } of line) {
      boxes.push({ source: 'body', start: body.length, end: body.length + text.length, box });
      body += `${text} `;
    }
    body = `${body.trimEnd()}\n`;
  }
  const words = { body: redact(body) };
  if (words.body === body) return [];
  const metadata = { redacted: true };
  const found = redactedBoxes({ kind: 'page', locator: { page: page.number }, words, lines: boxes, metadata }, 'page');
  return found === 'all' ? [{ x: 0, y: 0, width: page.width, height: page.height }] : found;
}
