import type { Box } from '../../data/locator.ts';
import { holds, middleOf, shareInside } from './pdf-boxes.ts';
import { withCaptions } from './pdf-captions.ts';
import { columnsOf, type PdfItem } from './pdf-columns.ts';
import { drawnFigures, isProse, namedCharts, textsIn } from './pdf-drawn-figures.ts';
import { imageFigures } from './pdf-figures.ts';
import { type PageWords, wordsOf } from './pdf-line-ends.ts';
import { linesOf, type PdfLine, type PdfSpan, spansOf } from './pdf-lines.ts';
import type { PdfBlock, PdfFigure, PdfPage, PdfRun, PdfSurvey, PdfTable } from './pdf-page.ts';
import { markContinued, paragraphsOf } from './pdf-paragraphs.ts';
import { ruledTables } from './pdf-ruled-tables.ts';
import { type PdfRules, rulesOf } from './pdf-rules.ts';
import { textRuns } from './pdf-runs.ts';
import { isRunning, isUpright, runningText } from './pdf-survey.ts';
import { tablesBetweenRules } from './pdf-table-regions.ts';
import { alignedTables } from './pdf-tables.ts';
import { readingAngle, turnedBlock, turnedPage, turnedParagraphs } from './pdf-turned-text.ts';

/**
 * What a page is made of, in reading order: headings, paragraphs, tables and figures, the latter two with their captions.
 * Running lines are left out. It never throws, and its time grows about linearly with the page.
 */
export function layoutPage(page: PdfPage, survey: PdfSurvey): PdfBlock[] {
  const runs = textRuns(page);
  const angle = readingAngle(runs);
  if (angle === 0) return layoutUpright(page, runs, survey);
  const turned = turnedPage({ ...page, runs }, -angle);
  return layoutUpright(turned, turned.runs, survey).map((block) => turnedBlock(block, turned, angle));
}

function layoutUpright(page: PdfPage, runs: readonly PdfRun[], survey: PdfSurvey): PdfBlock[] {
  const upright = runs.filter((run) => isUpright(run.angle));
  const turned = runs.filter((run) => !isUpright(run.angle));
  const rules = rulesOf(page.drawings);
  const walls = rules.vertical.slice(0, maxWalls);
  // The grid of a chart is no table, so charts that a caption names come first.
  const charts = namedCharts(page, spansOf(upright, walls), []);
  const isInChart = ({ box }: { readonly box: Box }): boolean => charts.some((chart) => shareInside(box, chart) > 0.6);
  const isFree = (placed: { readonly box: Box }): boolean => !isInChart(placed);
  const outside = withoutRulesIn(rules, charts);
  const gridded = ruledTables(outside, upright.filter(isFree), page.drawings.filter(isFree));
  const words = withoutRunning(spansOf([...gridded.rest, ...upright.filter(isInChart)], walls), survey);
  const between = tablesBetweenRules(withoutPageRules(outside, page), words.filter(isFree), page.drawings);
  const tables = [...gridded.tables, ...between.tables];
  const spans = [...between.rest, ...words.filter(isInChart)];
  const texts: PlacedText[] = [...spans, ...turned];
  const figures = figuresOf(page, texts, spans, tables, survey);
  const wholes: (PdfFigure | PdfTable)[] = [...tables, ...figures];
  const inside = new Map<PdfFigure | PdfTable, PlacedText[]>();
  const free = new Set<PlacedText>();
  for (const text of texts) {
    const whole = figures.find((each) => shareInside(text.box, each.box) > 0.6);
    if (!whole) free.add(text);
    else {
      const list = inside.get(whole);
      if (list) list.push(text);
      else inside.set(whole, [text]);
    }
  }
  const items: PdfItem<PdfFigure | PdfTable>[] = [
    ...spans.filter((span) => free.has(span)).map((span) => ({ box: span.box, span })),
    ...wholes.map((whole) => ({ box: whole.box, whole: withText(whole, inside.get(whole) ?? []) })),
  ];
  const columns = columnsOf(items, survey.bodySize).map((column) => ({
    lines: linesOf(column.flatMap((item) => (item.span ? [item.span] : []))),
    wholes: column.flatMap((item) => (item.whole ? [item.whole] : [])),
  }));
  const vocabulary = wordsOf(columns.flatMap((column) => column.lines));
  const found = columns.map((column) => columnBlocks(column, survey, vocabulary));
  const blocks = withCaptions(markContinued(found).flat());
  return [...blocks, ...turnedParagraphs(turned.filter((run) => free.has(run)))];
}

/** Vertical rules that are looked at when text is put together. */
const maxWalls = 300;

/** Rules near the top or the foot of the page part its header and footer from the body, and begin no table. */
function withoutPageRules(rules: PdfRules, page: PdfPage): PdfRules {
  const isOuter = (at: number) => at < page.height * 0.08 || at > page.height * 0.94;
  return { ...rules, horizontal: rules.horizontal.filter((rule) => !isOuter(rule.at)) };
}

function withoutRulesIn(rules: PdfRules, boxes: readonly Box[]): PdfRules {
  if (boxes.length === 0) return rules;
  const isIn = (x: number, y: number): boolean => boxes.some((box) => holds(box, x, y));
  return {
    horizontal: rules.horizontal.filter((rule) => !isIn((rule.from + rule.to) / 2, rule.at)),
    vertical: rules.vertical.filter((rule) => !isIn(rule.at, (rule.from + rule.to) / 2)),
  };
}

type PlacedText = PdfSpan | PdfRun;

function figuresOf(
  page: PdfPage,
  texts: readonly PlacedText[],
  spans: readonly PdfSpan[],
  tables: readonly PdfTable[],
  survey: PdfSurvey,
): PdfFigure[] {
  // Prose on a picture: it is a background.
  const images = imageFigures(page).filter(({ box }) => !isProse(textsIn(texts, box), box));
  const taken = [...tables, ...images].map((each) => each.box);
  const drawn = drawnFigures(page, texts, spans, taken, survey.bodySize);
  return [
    ...images.map((figure) => ({ type: 'figure' as const, ...figure })),
    ...drawn.map((box) => ({ type: 'figure' as const, source: 'drawing' as const, box })),
  ];
}

function withText(whole: PdfFigure | PdfTable, texts: readonly PlacedText[]): PdfFigure | PdfTable {
  if (whole.type !== 'figure' || texts.length === 0) return whole;
  const spans = texts.filter((text): text is PdfSpan => 'rtl' in text);
  const turned = turnedParagraphs(texts.filter((text): text is PdfRun => 'angle' in text));
  const lines = [...linesOf(spans), ...turned].map((line) => line.text);
  return { ...whole, text: lines.join('\n') };
}

/** The spans without headers, footers and page numbers. A number may stand beneath the text, wherever that ends. */
function withoutRunning(spans: PdfSpan[], survey: PdfSurvey): PdfSpan[] {
  if (survey.running.length === 0) return spans;
  const lines = linesOf(spans);
  const dropped = new Set(lines.filter((line) => isRunning(line, survey)).flatMap((line) => line.spans));
  const last = lines.findLast((line) => !line.spans.some((span) => dropped.has(span)));
  if (last && survey.running.some((line) => (line.last || line.text === '#') && line.text === runningText(last.text)))
    for (const span of last.spans) dropped.add(span);
  return spans.filter((span) => !dropped.has(span));
}

interface Column {
  readonly lines: PdfLine[];
  readonly wholes: (PdfFigure | PdfTable)[];
}

/** Text, figures and tables of one column from top to bottom. */
function columnBlocks(column: Column, survey: PdfSurvey, words: PageWords): PdfBlock[] {
  const blocks: PdfBlock[] = [];
  let lines = column.lines;
  for (const whole of column.wholes.sort((a, b) => a.box.y - b.box.y)) {
    const middle = middleOf(whole.box);
    const above = lines.filter((line) => middleOf(line.box) < middle);
    lines = lines.slice(above.length);
    blocks.push(...textBlocks(above, survey, words), whole);
  }
  blocks.push(...textBlocks(lines, survey, words));
  return blocks;
}

/** Lines of text as tables where they are aligned like one, and as headings and paragraphs between. */
function textBlocks(lines: readonly PdfLine[], survey: PdfSurvey, words: PageWords): PdfBlock[] {
  const blocks: PdfBlock[] = [];
  let at = 0;
  for (const { table, from, to } of alignedTables(lines)) {
    blocks.push(...paragraphsOf(lines.slice(at, from), survey, words), table);
    at = to;
  }
  blocks.push(...paragraphsOf(lines.slice(at), survey, words));
  return blocks;
}
