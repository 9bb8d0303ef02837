import type { Hit } from '../data/hit.ts';
import { type WordsSource, wordsSources } from '../data/segment.ts';
import { estimateTokens } from '../support/estimate-tokens.ts';
import { queryStems, stemsFound } from '../support/query-terms.ts';
import { sentences } from '../support/sentences.ts';

/** How a model is told where words come from; those that stand in the document itself need no telling. */
const origins: Partial<Record<WordsSource, string>> = {
  caption: 'Caption',
  alt: 'Alternative text',
  description: 'What it shows, by a model',
  ocr: 'Text read in the picture',
  transcript: 'Transcript',
  colour: 'Colours',
};
/** Said before the text: they are short, and tell what the text is about. */
const leading: readonly WordsSource[] = ['name', 'heading'];

/** All that is known of a hit in words, each part under its origin, in at most about `maxTokens` tokens. */
export function evidenceText(hit: Hit, question: string, maxTokens: number): string {
  const { words, metadata, kind } = hit.segment;
  const head = leading.flatMap((source) => words[source] ?? []).join(' › ');
  const facts = kind === 'record' ? factsOf(metadata) : '';
  const parts = wordsSources
    .filter((source) => !leading.includes(source))
    .flatMap((source) => {
      const text = words[source];
      const origin = origins[source];
      return text ? [origin ? `${origin}: ${text}` : text] : [];
    });
  const room = Math.max(0, maxTokens - estimateTokens(head) - estimateTokens(facts));
  return [head, facts, shortened(parts.join('\n'), question, room)].filter(Boolean).join('\n');
}

/** Prices and dates live in a record's fields, and a question often turns on them. */
function factsOf(metadata: Hit['segment']['metadata']): string {
  const mostFields = 30;
  return Object.entries(metadata)
    .filter(([, value]) => String(value).length <= 200)
    .slice(0, mostFields)
    .map(([field, value]) => `${field}: ${Array.isArray(value) ? value.join(', ') : value}`)
    .join('; ');
}

/**
 * A text within about `maxTokens` tokens: whole if it fits, else those of its sentences (or lines) that say most of what is
 * asked, in their order, with `…` for what is left out. A cut in the middle would keep the beginning, whatever was asked.
 */
export function shortened(text: string, question: string, maxTokens: number): string {
  if (estimateTokens(text) <= maxTokens) return text;
  const pieces = text
    .split('\n')
    .flatMap((line, row) =>
      [...sentences(line, 0, line.length)].map(({ start, end }) => ({ row, text: line.slice(start, end).trim() })),
    );
  const wanted = new Set(queryStems(question));
  const ranked = pieces
    .map((piece, place) => ({
      piece,
      place,
      found: stemsFound(wanted, piece.text).size,
      tokens: estimateTokens(piece.text) + 1,
    }))
    // Of equals the earlier: beginnings say what a text is about.
    .sort((a, b) => b.found - a.found || a.place - b.place);
  const kept = new Set<number>();
  let left = maxTokens;
  for (const { place, tokens } of ranked) {
    if (tokens > left) continue;
    kept.add(place);
    left -= tokens;
  }
  let result = '';
  let lastPlace = -1;
  for (const place of [...kept].sort((a, b) => a - b)) {
    const piece = pieces[place] as (typeof pieces)[number];
    const gap = place === lastPlace + 1 ? '' : '… ';
    const sameLine = pieces[lastPlace]?.row === piece.row;
    result += `${result === '' ? '' : sameLine ? ' ' : '\n'}${gap}${piece.text}`;
    lastPlace = place;
  }
  return lastPlace === pieces.length - 1 ? result : `${result} …`.trim();
}
