import type { RoleMarks } from './embedder.ts';

/**
 * What well-known open models were trained to see before a query and before a passage. Their servers do not add it, and
 * without it they lose recall. Found in a name by its family, whatever stands around it: `nomic-embed-text:v1.5`,
 * `intfloat/e5-large-v2`.
 *
 * From the model cards: https://huggingface.co/nomic-ai/nomic-embed-text-v1.5,
 * https://huggingface.co/mixedbread-ai/mxbai-embed-large-v1, https://huggingface.co/intfloat/multilingual-e5-large,
 * https://huggingface.co/Snowflake/snowflake-arctic-embed-l (and -l-v2.0), https://huggingface.co/BAAI/bge-large-en-v1.5,
 * https://huggingface.co/google/embeddinggemma-300m, https://huggingface.co/Qwen/Qwen3-Embedding-0.6B
 */
const families: readonly (readonly [RegExp, query: string, passage: string])[] = [
  [/nomic-embed-text/, 'search_query: ', 'search_document: '],
  [/mxbai-embed-(large|2d)|mxbai-embed-xsmall/, 'Represent this sentence for searching relevant passages: ', ''],
  [/arctic-embed.*(v2|2\.0|:?2$)|arctic-embed2/, 'query: ', ''],
  [/arctic-embed/, 'Represent this sentence for searching relevant passages: ', ''],
  [/bge-(small|base|large)-en/, 'Represent this sentence for searching relevant passages: ', ''],
  [/embedding-?gemma/, 'task: search result | query: ', 'title: none | text: '],
  [
    /qwen3-(vl-)?embedding/,
    'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:',
    '',
  ],
  [
    /e5-.*instruct/,
    'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ',
    '',
  ],
  [/(^|[/_-])(multilingual-)?e5-(small|base|large)/, 'query: ', 'passage: '],
];

/** The prefixes of a model by its name; undefined for models that want none, and for unknown ones. */
export function prefixesOf(model: string): RoleMarks | undefined {
  const name = model.toLowerCase();
  const found = families.find(([pattern]) => pattern.test(name));
  return found && { by: 'prefix', query: found[1], passage: found[2] };
}
