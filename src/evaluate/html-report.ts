import { createHash } from 'node:crypto';
import type { Estimate } from './bootstrap.ts';
import { barPlot, intervalPlot, shareBins, timeBins } from './html-plots.ts';
import { htmlStyle } from './html-style.ts';
import { Html, html } from './html-text.ts';
import type { AnswerReport, EvaluationReport, QueryOutcome, WorstQuery } from './report.ts';

export interface ReportPicture {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
}

/** Where a report gets pictures from, small enough to stand in a page. Undefined where there is none. */
export interface ReportPictures {
  ofHit(segmentId: string): Promise<ReportPicture | undefined>;
  /** Takes a query's picture as its path or URL. */
  ofQuery(image: string): Promise<ReportPicture | undefined>;
}

export interface HtmlReportOptions {
  /** What was evaluated: the name of the file of queries. */
  readonly title: string;
  readonly pictures?: ReportPictures;
  /** Bytes of all pictures together, 8 MiB unless told; what comes after that has none. */
  readonly maxPictureBytes?: number;
}

const listedQueries = 2000;
const listedJudgements = 10;
const listedWrong = 200;

type PictureOf = (key: string, get: () => Promise<ReportPicture | undefined>) => Promise<Html | undefined>;

/**
 * A report as one HTML page that needs nothing else: no scripts, no fonts, no addresses; plots are SVG in the page, pictures
 * are in `data:` URLs. Whatever comes from queries and documents is escaped, and the page's own policy forbids all that is
 * not there.
 */
export async function htmlReport(report: EvaluationReport, options: HtmlReportOptions): Promise<string> {
  const { title, pictures, maxPictureBytes = 8 * 2 ** 20 } = options;
  const pictureOf = boundedPictures(maxPictureBytes);
  const { queries, measures, byKind, outcomes, latency, answers, unanswerable, failed } = report;
  const [leading = ''] = Object.keys(measures);
  const cards: Html[] = [];
  for (const query of report.worst) cards.push(await worstCard(query, leading, pictures, pictureOf));
  const styleHash = createHash('sha256').update(htmlStyle).digest('base64');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'">
<title>${title}: evaluation</title>
<style>${new Html(htmlStyle)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="soft">${queries} queries measured${unanswerable > 0 ? `, ${unanswerable} unanswerable` : ''}${failed > 0 ? `, ${failed} failed and counted as 0` : ''}. Dots are means over queries, the lines behind them 95 % bootstrap intervals.</p>
${queries > 0 ? html`<h2>Measures</h2>${intervalPlot('Means with their intervals', measures)}${measureTable(measures)}` : undefined}
${
  byKind.length > 1
    ? html`<h2>By kind of query</h2>
${intervalPlot(
  `${leading} by kind of query`,
  Object.fromEntries(byKind.flatMap(({ kind, measures: own }) => (own[leading] ? [[kind, own[leading]]] : []))),
)}
${kindTable(report)}`
    : undefined
}
${
  queries > 0
    ? html`<h2>Queries by ${leading}</h2>${barPlot(
        `How many queries have which ${leading}`,
        shareBins(outcomes.map((outcome) => outcome.values[leading] ?? 0)),
      )}`
    : undefined
}
${
  latency
    ? html`<h2>Search time</h2><p class="soft">Half within ${latency.p50Ms.toFixed(1)} ms, 95 % within ${latency.p95Ms.toFixed(1)} ms.</p>${barPlot(
        'How many searches took how long',
        timeBins(outcomes.filter((one) => one.failure === undefined).map((one) => one.ms)),
      )}`
    : undefined
}
${answers ? answerSection(answers) : undefined}
${cards.length > 0 ? html`<h2>Worst queries</h2>${cards}` : undefined}
${queries > 0 ? queryTable(outcomes, Object.keys(measures)) : undefined}
</main>
</body>
</html>
`;
  return page.text;
}

function measureTable(measures: EvaluationReport['measures']): Html {
  return html`<div class="scroll"><table><tr><th>measure</th><th>mean</th><th>from</th><th>to</th></tr>
${Object.entries(measures).map(([name, one]) => html`<tr><td>${name}</td>${estimateCells(one)}</tr>`)}
</table></div>`;
}

function estimateCells({ mean, low, high }: Estimate): Html {
  return html`<td>${mean.toFixed(3)}</td><td>${low?.toFixed(3) ?? '–'}</td><td>${high?.toFixed(3) ?? '–'}</td>`;
}

function kindTable({ byKind, measures }: EvaluationReport): Html {
  const names = Object.keys(measures);
  return html`<div class="scroll"><table><tr><th>kind</th><th>queries</th>${names.map((name) => html`<th>${name}</th>`)}</tr>
${byKind.map(
  ({ kind, queries, measures: own }) =>
    html`<tr><td>${kind}</td><td>${queries}</td>${names.map((name) => html`<td>${own[name]?.mean.toFixed(3)}</td>`)}</tr>`,
)}
</table></div>`;
}

function answerSection({ answered, refused, wrong }: AnswerReport): Html {
  const line = (what: string, one: Estimate): Html | undefined =>
    one.queries === 0 ? undefined : html`<tr><td>${what}</td><td>${one.queries}</td>${estimateCells(one)}</tr>`;
  return html`<h2>Answers</h2><div class="scroll"><table>
<tr><th>share</th><th>queries</th><th>mean</th><th>from</th><th>to</th></tr>
${line('answered, where there is an answer', answered)}
${line('said that nothing answers, where none does', refused)}
</table></div>
${
  wrong.length > 0
    ? html`<details><summary>Decided wrongly: ${wrong.length}</summary><div class="scroll"><table>
${wrong
  .slice(0, listedWrong)
  .map(
    (one) =>
      html`<tr><td>${one.id}</td><td class="left">${one.failure ? 'failed' : one.status === 'answered' ? 'answered' : 'not answered'}</td><td class="wide">${one.text} ${one.failure}</td></tr>`,
  )}
</table></div></details>`
    : undefined
}`;
}

async function worstCard(
  query: WorstQuery,
  leading: string,
  pictures: ReportPictures | undefined,
  pictureOf: PictureOf,
): Promise<Html> {
  const { id, kind, text, image, values, judged, hits, failure } = query;
  const asked = image && pictures ? await pictureOf(`query ${image}`, () => pictures.ofQuery(image)) : undefined;
  const shown: Html[] = [];
  for (const hit of hits) {
    const picture =
      hit.hasPicture && pictures
        ? await pictureOf(`hit ${hit.segmentId}`, () => pictures.ofHit(hit.segmentId))
        : undefined;
    shown.push(html`<li${new Html(hit.relevant ? ' class="relevant"' : '')}>${picture}
<strong>${shown.length + 1}. ${hit.reference}</strong><br><span class="soft">${hit.kind}${hit.relevant ? ', relevant' : ''}</span>
<span class="words">${hit.words}</span></li>`);
  }
  const wanted = judged
    .slice(0, listedJudgements)
    .map(
      ({ reference, foundAt }) =>
        html`<p>${reference} ${
          foundAt === undefined
            ? html`<span class="bad">not found</span>`
            : html`<span class="good">at place ${foundAt}</span>`
        }</p>`,
    );
  const more = judged.length - wanted.length;
  return html`<section class="card"><div class="asked">${asked}<div>
<h3>${text ?? (image ? fileName(image) : id)}</h3>
<p class="soft">${id}, ${kind}, ${leading} ${(values[leading] ?? 0).toFixed(3)}</p>
${wanted}${more > 0 ? html`<p class="soft">and ${more} more</p>` : undefined}
${failure ? html`<p class="bad">Failed: ${failure}</p>` : undefined}
</div></div>
<ol class="hits">${shown}</ol></section>
`;
}

function queryTable(outcomes: readonly QueryOutcome[], names: readonly string[]): Html {
  const listed = outcomes.slice(0, listedQueries);
  const more = outcomes.length - listed.length;
  return html`<h2>All queries</h2><details><summary>${outcomes.length} queries</summary><div class="scroll"><table>
<tr><th>id</th><th class="left">query</th>${names.map((name) => html`<th>${name}</th>`)}<th>ms</th></tr>
${listed.map(
  ({ id, text, image, values, ms }) =>
    html`<tr><td>${id}</td><td class="wide">${text ?? ''} ${image ? `[${fileName(image)}]` : ''}</td>${names.map((name) => html`<td>${(values[name] ?? 0).toFixed(2)}</td>`)}<td>${ms.toFixed(1)}</td></tr>
`,
)}
</table></div>${more > 0 ? html`<p class="soft">and ${more} more; --json has all of them</p>` : undefined}</details>`;
}

/** Gives each picture as an element, and none once all together would be too large. */
function boundedPictures(maxBytes: number): PictureOf {
  let left = maxBytes;
  const made = new Map<string, Html | undefined>();
  return async (key, get) => {
    // A picture that is shown again is in the page again.
    const again = made.get(key);
    if (again !== undefined || made.has(key)) {
      left -= again?.text.length ?? 0;
      return left < 0 ? undefined : again;
    }
    if (left <= 0) return undefined;
    const picture = await get();
    const element =
      picture &&
      html`<img alt="" src="data:${picture.mediaType};base64,${Buffer.from(picture.bytes).toString('base64')}">`;
    made.set(key, element);
    if (!element) return undefined;
    left -= element.text.length;
    return left < 0 ? undefined : element;
  };
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path;
}
