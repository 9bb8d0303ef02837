import type { Estimate } from './bootstrap.ts';
import { htmlPage } from './html-page.ts';
import { boundedPictures, type PictureOf, type ReportPictures } from './html-pictures.ts';
import { barPlot, intervalPlot, shareBins, timeBins } from './html-plots.ts';
import { askedPicture, askedTitle, fileName, foundPlace, hitItems } from './html-query.ts';
import { type Html, html } from './html-text.ts';
import type { AnswerReport, EvaluationReport, QueryOutcome, WorstQuery } from './report.ts';

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

/** A report as one HTML page that needs nothing else. Whatever comes from queries and documents is escaped. */
export async function htmlReport(report: EvaluationReport, options: HtmlReportOptions): Promise<string> {
  const { title, pictures } = options;
  const pictureOf = boundedPictures(options.maxPictureBytes);
  const { queries, measures, byKind, outcomes, latency, answers, unanswerable, failed } = report;
  const [leading = ''] = Object.keys(measures);
  const cards: Html[] = [];
  for (const query of report.worst) cards.push(await worstCard(query, leading, pictures, pictureOf));
  return htmlPage(
    `${title}: evaluation`,
    html`<h1>${title}</h1>
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
${queries > 0 ? queryTable(outcomes, Object.keys(measures)) : undefined}`,
  );
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
  const { id, kind, values, judged, hits, failure } = query;
  const asked = await askedPicture(query, pictures, pictureOf);
  const shown = await hitItems(hits, pictures, pictureOf);
  const wanted = judged
    .slice(0, listedJudgements)
    .map(({ reference, foundAt }) => html`<p>${reference} ${foundPlace(foundAt)}</p>`);
  const more = judged.length - wanted.length;
  return html`<section class="card"><div class="asked">${asked}<div>
<h3>${askedTitle(query)}</h3>
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
