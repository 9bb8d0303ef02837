import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../config.ts';
import { refuseRemoteModels } from './local-models.ts';

const check =
  (given: object, used: string[] = [], environment = {}) =>
  () =>
    refuseRemoteModels(resolveSettings(given), used, environment);

describe('refuseRemoteModels', () => {
  it.each([
    ['what runs in this program', { embedder: 'builtin', generator: 'local:HuggingFaceTB/SmolVLM' }, {}],
    ['what runs on this machine', { generator: 'ollama:llava' }, {}],
    [
      'what is told to be on this machine',
      { generator: 'openai:x', providers: { openai: { baseUrl: 'http://localhost:1234/v1' } } },
      {},
    ],
    ['another port of this machine', { generator: 'ollama:llava' }, { OLLAMA_HOST: '127.0.0.1:9999' }],
  ])('allows %s', (_, given, environment) => {
    expect(check(given, ['builtin'], environment)).not.toThrow();
  });

  it.each([
    ['a vendor', { generator: 'openai:gpt-4o' }, {}, 'openai:gpt-4o'],
    ['a reranker', { reranker: 'cohere:rerank-v3.5' }, {}, 'cohere:rerank-v3.5'],
    ['a server elsewhere', { captioner: 'ollama:llava' }, { OLLAMA_HOST: 'gpu.example:11434' }, 'ollama:llava'],
    [
      'a name that only begins like this machine',
      { generator: 'openai:x', providers: { openai: { baseUrl: 'http://localhost.example/v1' } } },
      {},
      'openai:x',
    ],
  ])('refuses %s by name', (_, given, environment, name) => {
    expect(check(given, [], environment)).toThrow(name);
  });

  it('refuses what an index was made with', () => {
    expect(check({}, ['openai:text-embedding-3-small'])).toThrow('text-embedding-3-small');
  });
});
