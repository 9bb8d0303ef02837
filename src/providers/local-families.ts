import { type SentenceFamily, sentenceFamily } from '../embed/sentence-families.ts';
import type { EncoderConfig } from './local-encoder.ts';

/** What the family's model cards say, by the model's name or the one its configuration remembers. */
export function knownFamily(name: string, config: Pick<EncoderConfig, '_name_or_path'>): SentenceFamily | undefined {
  return sentenceFamily(name) ?? sentenceFamily(config._name_or_path ?? '');
}
