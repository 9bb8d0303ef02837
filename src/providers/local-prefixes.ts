import { z } from 'zod';
import type { Prefixes } from '../embed/sentence-families.ts';
import type { LocalEncoder } from './local-encoder.ts';
import { knownFamily } from './local-families.ts';

/** Names that `prompts` go by. */
const queryNames = ['query', 'search_query', 'retrieval.query', 'Retrieval-query', 's2p_query', 'web_search_query'];
const passageNames = ['passage', 'document', 'search_document', 'corpus', 'retrieval.passage', 'Retrieval-document'];

const sentenceTransformers = z.object({ prompts: z.record(z.string(), z.string()).nullish() });

/**
 * The prefixes of a model: from its own `config_sentence_transformers.json`, else from its family's model card. Prompts
 * that are all empty say nothing, as newer versions of Sentence Transformers write them into every folder they save.
 */
export async function prefixesOf(encoder: LocalEncoder): Promise<Prefixes> {
  const own = (await encoder.json('config_sentence_transformers.json', sentenceTransformers))?.prompts ?? {};
  const pick = (names: readonly string[]): string => names.map((name) => own[name]).find(Boolean) ?? '';
  const found = { query: pick(queryNames), passage: pick(passageNames) };
  return found.query || found.passage ? found : (knownFamily(encoder.name, encoder.config)?.prefixes ?? found);
}
