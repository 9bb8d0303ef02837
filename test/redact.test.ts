import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakeGenerator } from '../src/generate/fake-generator.ts';
import { open } from '../src/index.ts';
import { writeFiles } from './cli-process.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-redact-'));
  await writeFiles(folder, {
    'claim.md':
      'Liv wrote from liv@example.org on 3 May: the zipper of the tent broke. Her card is 4111 1111 1111 1111.',
    'people.csv': 'id,name,mail\n1,Liv,liv@example.org\n',
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Says what it should not, from what it has heard elsewhere. */
const indiscreet = fakeGenerator(() => 'The zipper broke; write to liv@example.org [S1]');

it('with redact, nobody is named by address or card, neither in what is stored nor in what is answered', async () => {
  const engine = await open({ index: 'memory:', ocr: 'off', redact: true, ownGenerator: indiscreet });
  await engine.add(folder).finished();
  expect(JSON.stringify(await engine.list())).not.toMatch(/liv@example|4111/);
  const said: string[] = [];
  for await (const event of engine.askStream('what happened to the zipper?')) {
    if (event.type === 'text') said.push(event.text);
    if (event.type === 'finished') expect(event.answer.text).toMatch(/^The zipper broke; write to █+ \[1\]/);
  }
  expect(said.join('')).not.toContain('@');
  expect(
    (await engine.search('liv@example.org')).hits.every(({ segment }) => !JSON.stringify(segment).includes('@')),
  ).toBe(true);
  await engine.close();
});
