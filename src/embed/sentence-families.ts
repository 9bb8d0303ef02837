import type { RoleMarks } from './embedder.ts';

/** How one vector is made of the vectors of a text's tokens. */
export const poolings = ['mean', 'cls', 'lasttoken', 'max'] as const;
export type Pooling = (typeof poolings)[number];

/** What an asymmetric model wants to see before a query, and before a passage. */
export type Prefixes = Pick<RoleMarks, 'query' | 'passage'>;

/**
 * What is known of a family of sentence encoders, for folders that do not say it themselves, and for servers, which do not add
 * it: without its prefixes a model loses recall, and nothing tells.
 */
export interface SentenceFamily {
  /** Found in a model's name in lower case, whatever stands around it: `nomic-embed-text:v1.5`, `intfloat/e5-large-v2`. */
  readonly name: RegExp;
  readonly prefixes?: Prefixes;
  /** The mean of the tokens unless told. */
  readonly pooling?: Pooling;
}

const searching: Prefixes = { query: 'Represent this sentence for searching relevant passages: ', passage: '' };
const instruction = 'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:';
const instructed: Prefixes = { query: `${instruction} `, passage: '' };

/** From the model cards named beside each; the first match wins. */
const families: readonly SentenceFamily[] = [
  // https://huggingface.co/intfloat/e5-mistral-7b-instruct
  { name: /e5-mistral/, prefixes: instructed, pooling: 'lasttoken' },
  // https://huggingface.co/intfloat/multilingual-e5-large-instruct
  { name: /e5-.*instruct/, prefixes: instructed },
  // https://huggingface.co/intfloat/multilingual-e5-small, https://huggingface.co/intfloat/e5-base-v2
  { name: /(^|[/_:-])(multilingual-)?e5-(small|base|large)/, prefixes: { query: 'query: ', passage: 'passage: ' } },
  // https://huggingface.co/nomic-ai/nomic-embed-text-v1.5, https://huggingface.co/nomic-ai/modernbert-embed-base
  { name: /nomic-embed-text|modernbert-embed/, prefixes: { query: 'search_query: ', passage: 'search_document: ' } },
  // https://huggingface.co/BAAI/bge-m3
  { name: /bge-m3/, pooling: 'cls' },
  // https://huggingface.co/BAAI/bge-small-zh-v1.5
  { name: /bge-.*zh/, prefixes: { query: '为这个句子生成表示以用于检索相关文章：', passage: '' }, pooling: 'cls' },
  // https://huggingface.co/BAAI/bge-small-en-v1.5
  { name: /bge-(small|base|large)/, prefixes: searching, pooling: 'cls' },
  // https://huggingface.co/mixedbread-ai/mxbai-embed-large-v1, https://huggingface.co/mixedbread-ai/mxbai-embed-xsmall-v1
  { name: /mxbai-embed-xsmall/, prefixes: searching },
  { name: /mxbai-embed-(2d-)?large/, prefixes: searching, pooling: 'cls' },
  // https://huggingface.co/WhereIsAI/UAE-Large-V1
  { name: /uae-large/, prefixes: searching, pooling: 'cls' },
  // https://huggingface.co/Snowflake/snowflake-arctic-embed-m-v2.0
  { name: /arctic-embed(2|.*(v2|2\.0|:?2$))/, prefixes: { query: 'query: ', passage: '' }, pooling: 'cls' },
  // https://huggingface.co/Snowflake/snowflake-arctic-embed-m
  { name: /arctic-embed/, prefixes: searching, pooling: 'cls' },
  // https://huggingface.co/Qwen/Qwen3-Embedding-0.6B
  { name: /qwen3-(vl-)?embedding/, prefixes: { query: instruction, passage: '' }, pooling: 'lasttoken' },
  // https://huggingface.co/google/embeddinggemma-300m
  { name: /embedding-?gemma/, prefixes: { query: 'task: search result | query: ', passage: 'title: none | text: ' } },
  // https://huggingface.co/Alibaba-NLP/gte-base-en-v1.5, https://huggingface.co/Alibaba-NLP/gte-modernbert-base
  { name: /gte-(.*v1\.5|modernbert|multilingual)/, pooling: 'cls' },
];

/** What a family's model cards say; undefined for names that say nothing. */
export function sentenceFamily(model: string): SentenceFamily | undefined {
  const name = model.toLowerCase();
  return families.find((family) => family.name.test(name));
}

/** The prefixes of a model by its name; undefined for models that want none, and for unknown ones. */
export function prefixesOf(model: string): RoleMarks | undefined {
  const prefixes = sentenceFamily(model)?.prefixes;
  return prefixes && { by: 'prefix', ...prefixes };
}
