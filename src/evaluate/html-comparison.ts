import type { Estimate } from './bootstrap.ts';
import { type ChangedQuery, type Comparison, type MeasureComparison, pairedOutcomes } from './compare-reports.ts';
import { describeDifference } from './describe-difference.ts';
import { decimals, pValue, signed } from './figures.ts';
import { htmlPage } from './html-page.ts';
import { boundedPictures, type PictureOf, type ReportPictures } from './html-pictures.ts';
import { differenceBars, differencePlot, intervalPlot } from './html-plots.ts';
import { askedPicture, askedTitle, foundPlace, hitItems } from './html-query.ts';
import { type Html, html } from './html-text.ts';
import type { EvaluationReport, QueryOutcome, ShownHit } from './report.ts';

/** One of the two ways of searching that are compared. */
export interface ComparedSide {
  /** As it was asked for: `views=text`. */
  readonly name: string;
  readonly report: EvaluationReport;
  /** The first hits of queries by their ids, where they were kept. */
  readonly hits?: ReadonlyMap<string, readonly ShownHit[]>;
  readonly pictures?: ReportPictures;
}

export interface HtmlComparisonOptions {
  /** What was compared: the name of the file of queries. */
  readonly title: string;
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** Bytes of all pictures together, 8 MiB unless told; what comes after that has none. */
  readonly maxPictureBytes?: number;
}

const listedJudgements = 10;
/** Hits of each side that are seen at once; the rest unfold. */
const seenHits = 5;

/** A comparison as one HTML page that needs nothing else. Whatever comes from queries and documents is escaped. */
export async function htmlComparison(comparison: Comparison, options: HtmlComparisonOptions): Promise<string> {
  const { title, a, b } = options;
  const { queries, measures, leading, changed } = comparison;
  const pictureOf = boundedPictures(options.maxPictureBytes);
  const pairs = pairedOutcomes(a.report, b.report);
  const outcomes = new Map(pairs.map((pair) => [pair[0].id, pair]));
  const cards = async (own: readonly ChangedQuery[]): Promise<Html[]> => {
    const drawn: Html[] = [];
    for (const query of own) drawn.push(await changedCard(query, leading, outcomes.get(query.id), a, b, pictureOf));
    return drawn;
  };
  const gained = await cards(changed.filter((one) => one.b > one.a));
  const lost = await cards(changed.filter((one) => one.b < one.a));
  const byMeasure = <T>(value: (one: MeasureComparison) => T): Record<string, T> =>
    Object.fromEntries(measures.map((one) => [one.measure, value(one)]));
  const [first] = measures;
  return htmlPage(
    `${title}: comparison`,
    html`<h1>${title}</h1>
<div class="sides">${sideMark('A')}<span>${a.name}</span>${sideMark('B')}<span>${b.name}</span></div>
<p>${first && queries > 0 ? describeDifference(first) : 'There is no query that both searched for.'}</p>
<p class="soft">${queries} queries, each searched both ways${failures(a, b)}.</p>
${
  queries > 0
    ? html`<h2>Measures</h2>
<p class="soft">Dots are means over queries, A above B; the lines behind them 95 % bootstrap intervals.</p>
${intervalPlot(
  'Means of both with their intervals',
  byMeasure((one) => one.a),
  byMeasure((one) => one.b),
)}
<h2>B less A</h2>
<p class="soft">Each query is compared with itself, which tells far smaller differences from chance than the intervals above do.</p>
${differencePlot(
  'Differences with their intervals',
  byMeasure((one) => one.difference),
)}
${measureTable(measures)}
<h2>Queries by difference in ${leading}</h2>${first ? winsLine(first) : undefined}
${differenceBars(
  `Differences in ${leading}, largest first`,
  pairs.map(([one, other]) => (other.values[leading] ?? 0) - (one.values[leading] ?? 0)).sort((x, y) => y - x),
)}
${timeTable(a, b)}`
    : undefined
}
${gained.length > 0 ? html`<h2>Better in B by ${leading}, most first</h2>${gained}` : undefined}
${lost.length > 0 ? html`<h2>Better in A by ${leading}, most first</h2>${lost}` : undefined}`,
  );
}

function sideMark(side: 'A' | 'B'): Html {
  return side === 'A' ? html`<span class="side one">A</span>` : html`<span class="side">B</span>`;
}

function failures({ report: a }: ComparedSide, { report: b }: ComparedSide): string {
  return a.failed + b.failed === 0 ? '' : `; ${a.failed} failed in A and ${b.failed} in B, and counted as 0`;
}

function measureTable(measures: readonly MeasureComparison[]): Html {
  return html`<div class="scroll"><table>
<tr><th>measure</th><th>A</th><th>B</th><th>B − A</th><th>p</th><th>A better</th><th>B better</th><th>same</th></tr>
${measures.map(
  ({ measure, a, b, difference, p, wins }) =>
    html`<tr><td>${measure}</td>${estimateCell(a, decimals, '–')}${estimateCell(b, decimals, '–')}${estimateCell(difference, signed, '…')}<td>${pValue(p)}</td><td>${wins.a}</td><td>${wins.b}</td><td>${wins.ties}</td></tr>
`,
)}
</table></div>
<p class="soft">p is that of a paired randomisation test: how often chance alone would make a difference as large. Looking at many measures finds a small p by chance, too.</p>`;
}

/** A mean with its interval below it. */
function estimateCell({ mean, low, high }: Estimate, written: (value: number) => string, to: string): Html {
  const span = low === undefined || high === undefined ? '–' : `${written(low)} ${to} ${written(high)}`;
  return html`<td>${written(mean)}<br><span class="soft">${span}</span></td>`;
}

function winsLine({ wins }: MeasureComparison): Html {
  return html`<p class="soft">${sideMark('B')} better in ${wins.b}, ${sideMark('A')} better in ${wins.a}, the same in ${wins.ties}.</p>`;
}

function timeTable(...sides: readonly [ComparedSide, ComparedSide]): Html | undefined {
  const rows = sides.flatMap(({ report: { latency } }, i) =>
    latency
      ? [
          html`<tr><td>${sideMark(i === 0 ? 'A' : 'B')}</td><td>${latency.p50Ms.toFixed(1)} ms</td><td>${latency.p95Ms.toFixed(1)} ms</td></tr>`,
        ]
      : [],
  );
  if (rows.length === 0) return undefined;
  return html`<h2>Search time</h2><div class="scroll"><table><tr><th></th><th>half within</th><th>95 % within</th></tr>${rows}</table></div>`;
}

async function changedCard(
  query: ChangedQuery,
  leading: string,
  outcomes: readonly [QueryOutcome, QueryOutcome] | undefined,
  a: ComparedSide,
  b: ComparedSide,
  pictureOf: PictureOf,
): Promise<Html> {
  const asked = await askedPicture(query, a.pictures, pictureOf);
  const [one, other] = outcomes ?? [];
  const foundByB = new Map(other?.judged.map(({ reference, foundAt }) => [reference, foundAt]));
  const judged = one?.judged ?? [];
  const more = judged.length - listedJudgements;
  return html`<section class="card"><div class="asked">${asked}<div>
<h3>${askedTitle(query)}</h3>
<p class="soft">${query.id}, ${leading} ${decimals(query.a)} → ${decimals(query.b)} (${signed(query.b - query.a)})</p>
${judged
  .slice(0, listedJudgements)
  .map(
    ({ reference, foundAt }) =>
      html`<p>${reference}: ${sideMark('A')} ${foundPlace(foundAt)}, ${sideMark('B')} ${foundPlace(foundByB.get(reference))}</p>`,
  )}${more > 0 ? html`<p class="soft">and ${more} more</p>` : undefined}
</div></div>
<div class="pair">${await hitList('A', a, one, pictureOf, 'hit')}${await hitList('B', b, other, pictureOf, a.pictures === b.pictures ? 'hit' : 'hit of B')}</div></section>
`;
}

async function hitList(
  side: 'A' | 'B',
  { hits, pictures }: ComparedSide,
  outcome: QueryOutcome | undefined,
  pictureOf: PictureOf,
  key: string,
): Promise<Html> {
  const own = outcome && hits?.get(outcome.id);
  const items = await hitItems(own ?? [], pictures, (of, get) => pictureOf(`${key} ${of}`, get));
  const instead = outcome?.failure
    ? html`<p class="bad">Failed: ${outcome.failure}</p>`
    : html`<p class="soft">${own ? 'Nothing was found.' : 'Its hits were not kept.'}</p>`;
  const more = items.slice(seenHits);
  return html`<div>${sideMark(side)}${items.length > 0 ? html`<ol class="hits">${items.slice(0, seenHits)}</ol>` : instead}
${more.length > 0 ? html`<details><summary class="soft">${more.length} more</summary><ol class="hits">${more}</ol></details>` : undefined}</div>`;
}
