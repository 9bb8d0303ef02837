import { z } from 'zod';
import { type Pooling, poolings } from '../embed/sentence-families.ts';
import { SightlineError } from '../support/errors.ts';
import type { GraphOutput, LocalEncoder } from './local-encoder.ts';
import { knownFamily } from './local-families.ts';

export interface PoolingSettings {
  readonly pooling: Pooling;
  /** Whether the tokens of a prefix take part in the mean. */
  readonly withPrefix: boolean;
}

/** `1_Pooling/config.json`, in the older form with one switch a mode, and the newer that names it. */
const poolingConfig = z.looseObject({
  pooling_mode: z.string().optional(),
  include_prompt: z.boolean().default(true),
});

/** From the model's own `1_Pooling/config.json`, else from its family's model card. */
export async function poolingOf(encoder: LocalEncoder): Promise<PoolingSettings> {
  const config = await encoder.json('1_Pooling/config.json', poolingConfig);
  if (!config) {
    return { pooling: knownFamily(encoder.name, encoder.config)?.pooling ?? 'mean', withPrefix: true };
  }
  const switched = Object.entries(config)
    .filter(([key, value]) => key.startsWith('pooling_mode_') && value === true)
    .map(([key]) => key.slice('pooling_mode_'.length).replace(/_tokens?$/, ''));
  const named = config.pooling_mode ? [config.pooling_mode] : switched;
  const pooling = poolings.find((one) => one === named[0]);
  if (!pooling || named.length !== 1) {
    throw new SightlineError('model-missing', `${encoder.name} pools by ${named.join(' and ') || 'nothing'}.`, {
      remedy: `Choose a model that pools by one of ${poolings.join(', ')}.`,
    });
  }
  return { pooling, withPrefix: config.include_prompt };
}

/** The tokens of one row of a batch: `from` and `to` bound those that take part in a mean. */
export interface PooledRow {
  readonly length: number;
  readonly from: number;
}

/**
 * One vector a row from an output of [rows, tokens, dimensions]. Padding stands on the right, so that a row's own tokens
 * are its first ones.
 */
export function pool(output: GraphOutput, rows: readonly PooledRow[], pooling: Pooling): Float32Array[] {
  const [, width = 0, size = 0] = output.dims;
  return rows.map(({ length, from }, r) => {
    const token = (t: number): Float32Array => output.data.subarray((r * width + t) * size, (r * width + t + 1) * size);
    if (pooling === 'cls') return token(0).slice();
    if (pooling === 'lasttoken') return token(length - 1).slice();
    // A text that is nothing but its prefix is pooled with it.
    const start = from < length ? from : 0;
    const vector = token(start).slice();
    for (let t = start + 1; t < length; t++) {
      const one = token(t);
      for (let d = 0; d < size; d++) {
        const [sum, next] = [vector[d] as number, one[d] as number];
        vector[d] = pooling === 'max' ? Math.max(sum, next) : sum + next;
      }
    }
    return pooling === 'max' ? vector : vector.map((value) => value / (length - start));
  });
}
