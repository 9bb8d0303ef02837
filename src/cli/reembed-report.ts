import type { ReembedEvent, ReembedSummary, ViewModels } from '../data/reembed-events.ts';
import type { ReportOptions } from './index-report.ts';
import { counted, duration, grouped } from './numbers.ts';
import { progressLine } from './progress.ts';
import type { Channel } from './terminal.ts';
import { safeJson, safeLine, safeName } from './terminal-text.ts';

/** Tells a person, or with `json` a program, how embedding an index again comes on. */
export interface ReembedReport {
  take(event: ReembedEvent): void;
  /** Takes the progress line away and tells how many warnings were held back. Call it however the run ended. */
  end(): void;
}

/** Warnings that are printed unless all are wanted. */
const shownWarnings = 5;

export function reembedReport(out: Channel, err: Channel, options: ReportOptions): ReembedReport {
  const progress = progressLine(err, !options.quiet && !options.json);
  const { yellow } = err.colours;
  let warnings = 0;
  let before = 0;

  return {
    take(event) {
      if (options.json) out.print(safeJson(event));
      switch (event.type) {
        case 'started':
          before = event.segmentsBefore;
          if (!options.json && !options.quiet) progress.above(describeStart(event));
          break;
        case 'progress':
          // Only what this run does, as the rate and the time left are measured from it.
          progress.update({
            done: event.segments - before,
            found: event.of - before,
            foundAll: true,
            latest: safeName(event.name),
            unit: 'segment',
          });
          break;
        case 'warning':
          if (warnings++ < shownWarnings || options.verbose)
            progress.above(`${yellow('warning')}  ${safeName(event.name)}: ${safeLine(event.message)}`);
          break;
        case 'note':
          if (!options.quiet) progress.above(`${yellow('note')}     ${safeLine(event.message)}`);
          break;
        case 'optimizing':
          break;
        case 'finished':
          progress.clear();
          if (!options.json && !options.quiet) out.print(...describeReembedding(event));
          break;
      }
    },
    end() {
      progress.clear();
      const held = options.verbose ? 0 : warnings - shownWarnings;
      if (held > 0) err.print(`${yellow('warning')}  and in ${counted(held, 'more document')}; --verbose shows all.`);
      warnings = 0;
    },
  };
}

function describeStart({ from, to, segments, segmentsBefore }: Extract<ReembedEvent, { type: 'started' }>): string {
  const rest = segmentsBefore > 0 ? `, ${grouped(segmentsBefore)} of them done before` : '';
  return `From ${describeModels(from)} to ${describeModels(to)}: ${counted(segments, 'segment')}${rest}`;
}

/** What was done and what comes now, a line each. */
export function describeReembedding(summary: ReembedSummary): string[] {
  const { changed, models, documents, segments, embedded, cached, picturesMissing, refused, seconds } = summary;
  if (!changed) return [`The index holds vectors of ${describeModels(models)} already; there was nothing to do.`];
  const vectors = [`${grouped(embedded)} computed`, ...(cached > 0 ? [`${grouped(cached)} from the cache`] : [])];
  return [
    `Embedded ${counted(documents, 'document')} (${counted(segments, 'segment')}) again in ${duration(seconds)}; vectors: ${vectors.join(', ')}`,
    ...(picturesMissing > 0
      ? [`${counted(picturesMissing, 'picture')} could not be looked at, being gone or changed; words still find them.`]
      : []),
    ...(refused > 0 ? [`${counted(refused, 'segment')} the model refused; words still find them.`] : []),
    `The index now uses ${describeModels(models)}.`,
    'The next `sightline index` removes the old vectors, and reads documents again whose passages or pictures this model wants in another size.',
  ];
}

function describeModels({ text, image }: ViewModels): string {
  return text === image ? image : `${image} for pictures and ${text} for words`;
}
