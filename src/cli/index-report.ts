import type { IndexEvent, IndexSummary } from '../data/events.ts';
import { namingFlags } from './flags.ts';
import { counted, duration, grouped } from './numbers.ts';
import { type Progress, progressLine } from './progress.ts';
import type { Channel } from './terminal.ts';
import { safeJson, safeLine, safeName } from './terminal-text.ts';

export interface ReportOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Tells a person, or with `json` a program, what an indexing run does. */
export interface IndexReport {
  take(event: IndexEvent): void;
  /** Prints what was held back: how many warnings were not shown. Call it once, however the run ended. */
  end(): void;
  /** Documents that are in the index because of this run. */
  readonly indexed: number;
}

/** Warnings that are printed unless all are wanted. */
const shownWarnings = 5;

export function indexReport(out: Channel, err: Channel, options: ReportOptions): IndexReport {
  const progress = progressLine(err, !options.quiet && !options.json);
  const { red, yellow, dim } = err.colours;
  const state = { done: 0, found: 0, foundAll: false, latest: '', unit: 'file' };
  const held = { warnings: 0, documents: 0 };
  let warnings = 0;
  let indexed = 0;

  const advance = (name: string): void => {
    state.done++;
    state.latest = safeName(name);
    progress.update(state);
  };
  const warn = (name: string, list: readonly { readonly message: string; readonly at?: string }[]): void => {
    const room = options.verbose ? list.length : Math.max(0, shownWarnings - warnings);
    for (const { message, at } of list.slice(0, room)) {
      progress.above(`${yellow('warning')}  ${safeName(name)}${safeName(at ?? '')}: ${safeLine(namingFlags(message))}`);
    }
    warnings += list.length;
    if (list.length > room) {
      held.warnings += list.length - room;
      held.documents++;
    }
  };

  return {
    take(event) {
      if (options.json) out.print(safeJson(event));
      switch (event.type) {
        case 'discovered':
          state.found = event.found;
          state.foundAll = event.done;
          progress.update(state);
          break;
        case 'unchanged':
          advance(event.name);
          break;
        case 'indexed':
          indexed++;
          advance(event.name);
          if (options.verbose && !options.json) {
            progress.above(dim(`indexed  ${safeName(event.name)}: ${counted(event.segments, 'segment')}`));
          }
          warn(event.name, event.warnings);
          break;
        case 'failed':
          advance(event.name);
          progress.above(`${red('failed')}   ${safeName(event.name)}: ${safeLine(namingFlags(event.reason))}`);
          break;
        case 'removed':
          if (options.verbose && !options.json) progress.above(dim(`removed  ${safeName(event.name)}`));
          break;
        case 'note':
          if (!options.quiet) progress.above(`${yellow('note')}     ${safeLine(event.message)}`);
          break;
        case 'optimizing':
          break;
        case 'finished':
          if (!options.json && !options.quiet) finish(progress, out, event);
          break;
      }
    },
    end() {
      progress.clear();
      if (held.warnings === 0) return;
      err.print(
        `${yellow('warning')}  and ${counted(held.warnings, 'more warning')} in ${counted(held.documents, 'document')}; --verbose shows all.`,
      );
      held.warnings = 0;
    },
    get indexed() {
      return indexed;
    },
  };
}

function finish(progress: Progress, out: Channel, summary: IndexSummary): void {
  progress.clear();
  out.print(describeSummary(summary));
}

/** `Indexed 42 documents (131 segments), 3 unchanged, 2 failed in 3.1 s; vectors: 120 computed, 11 from the cache`. */
export function describeSummary(summary: IndexSummary): string {
  const { indexed, segments, unchanged, removed, failed, embedded, cached } = summary;
  const parts = [`Indexed ${counted(indexed, 'document')}${indexed > 0 ? ` (${counted(segments, 'segment')})` : ''}`];
  if (unchanged > 0) parts.push(`${grouped(unchanged)} unchanged`);
  if (removed > 0) parts.push(`${grouped(removed)} removed`);
  if (failed > 0) parts.push(`${grouped(failed)} failed`);
  const vectors = [
    ...(embedded > 0 ? [`${grouped(embedded)} computed`] : []),
    ...(cached > 0 ? [`${grouped(cached)} from the cache`] : []),
  ];
  const end = vectors.length > 0 ? `; vectors: ${vectors.join(', ')}` : '';
  return `${parts.join(', ')} in ${duration(summary.seconds)}${end}${describeCaptions(summary)}`;
}

/** `; pictures: 12 described by ollama:llava (7,310 tokens read, 912 written), 3 known, 1 failed`. */
function describeCaptions({ captions }: IndexSummary): string {
  if (!captions) return '';
  const { model, described, cached, failed, inputTokens, outputTokens, cost } = captions;
  const tokens =
    inputTokens + outputTokens > 0 ? [`${grouped(inputTokens)} tokens read, ${grouped(outputTokens)} written`] : [];
  const price = cost === undefined ? [] : [`cost ${cost.toFixed(cost < 0.1 ? 4 : 2)}`];
  const spent = [...tokens, ...price].join('; ');
  const parts = [
    ...(described > 0 ? [`${grouped(described)} described by ${safeLine(model)}${spent ? ` (${spent})` : ''}`] : []),
    ...(cached > 0 ? [`${grouped(cached)} known`] : []),
    ...(failed > 0 ? [`${grouped(failed)} failed`] : []),
  ];
  return parts.length > 0 ? `; pictures: ${parts.join(', ')}` : '';
}
