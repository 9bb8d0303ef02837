import { expect, it } from 'vitest';
import { apiBaseUrl } from './api-base-url.ts';

it.each([
  ['http://nim.local:8000', 'http://nim.local:8000/v1'],
  [' http://nim.local:8000/ ', 'http://nim.local:8000/v1'],
  ['http://nim.local:8000/v1', 'http://nim.local:8000/v1'],
  ['https://gateway.example/openai/v1/', 'https://gateway.example/openai/v1/'],
  ['https://gateway.example?version=2', 'https://gateway.example/v1?version=2'],
  ['nim.local', 'nim.local'],
  ['', ''],
])('%j means %j', (given, meant) => {
  expect(apiBaseUrl(given)).toBe(meant);
});
