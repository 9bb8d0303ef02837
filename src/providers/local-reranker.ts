import type { Reranker } from '../retrieve/reranker.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { batchesByLength, runBatches } from './local-batches.ts';
import { type LocalEncoder, positionsOf } from './local-encoder.ts';
import { openTokens, type TokenRow } from './local-tokens.ts';

/** Longer windows are allowed by some models, and cost more time than they bring. */
const mostTokens = 1024;
/** About how many characters a token stands for. */
const charsPerToken = 4;

/**
 * A cross-encoder: query and document go through the model together, and it says how well they belong
 * (https://sbert.net/docs/cross_encoder/usage/usage.html). Models with two classes, "no" and "yes", score by their difference.
 */
export async function crossEncoder(encoder: LocalEncoder): Promise<Reranker> {
  const { name, config } = encoder;
  const classes = Object.keys(config.id2label ?? { 0: '' }).length;
  if (classes > 2) {
    throw new SightlineError('bad-option', `${name} sorts into ${classes} classes; a reranker has one score, or two.`, {
      remedy: 'Choose a cross-encoder trained for ranking, such as local:Xenova/ms-marco-MiniLM-L-6-v2.',
    });
  }
  const tokens = await openTokens(encoder);
  const graph = encoder.graph('reranker', 'model');
  const most = Math.min(positionsOf(config), tokens.most ?? mostTokens, mostTokens);

  return {
    name,
    accepts: { query: { text: true, picture: false }, candidate: { text: true, picture: false } },
    // A query may take up to half of the window, and most take little.
    maxTextChars: Math.ceil(most * 0.75) * charsPerToken,
    async rerank(query, candidates, signal) {
      throwIfAborted(signal);
      const pair = tokens.pairs(query.text ?? '', most);
      const rows = candidates.map((candidate) => pair(candidate.text ?? ''));
      return runBatches(
        batchesByLength(rows.map((row) => row.ids.length)),
        async (places) => {
          const batch = places.map((place) => rows[place] as TokenRow);
          const logits = (await graph(tokens.inputs(batch))).get('logits');
          const width = (logits?.data.length ?? 0) / batch.length;
          if (!logits || (width !== 1 && width !== 2)) {
            throw new SightlineError('model-failed', `${name} gave no score for each of its ${batch.length} pairs.`, {
              remedy: 'Its ONNX file should have the output logits, as exports for sequence classification have.',
            });
          }
          const at = (i: number): number => logits.data[i] as number;
          return batch.map((_, r) => (width === 1 ? at(r) : at(r * 2 + 1) - at(r * 2)));
        },
        signal,
      );
    },
    close: encoder.close,
  };
}
