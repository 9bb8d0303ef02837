import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askedText, fakeGenerator } from '../src/generate/fake-generator.ts';
import type { GenerateRequest } from '../src/generate/generator.ts';
import { type Answer, open } from '../src/index.ts';

const filler = (about: string) => `${about} has many sides, and each of them is worth a look. `.repeat(11);
const manual = `# Ridgeback

The Ridgeback is a tent for two. ${filler('The tent')}

Its fly sheet is pitched first, with the poles in blue sleeves. ${filler('The fly sheet')}

After that it is dried for 6 hours. ${filler('Drying')}`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-neighbours-'));
  await writeFile(join(folder, 'manual.md'), manual);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const question = { text: 'Where do the poles of the fly sheet go?', k: 1 };

async function asked(index: string, limits = {}): Promise<{ answer: Answer; prompt: string }> {
  const generator = fakeGenerator((request) => {
    const label = /\[(S\d+)\][^\n]*context of S1\n(?:> [^\n]*\n)*> After that/.exec(askedText(request))?.[1];
    return label ? `It is dried for 6 hours [${label}].` : 'The poles go into blue sleeves [S1].';
  }, limits);
  const sightline = await open({ index, ocr: 'off', ownGenerator: generator });
  await sightline.add(join(folder, 'manual.md')).finished();
  const answer = await sightline.ask(question);
  await sightline.close();
  return { answer, prompt: askedText(generator.requests.at(-1) as GenerateRequest) };
}

it.each(['memory:', 'folder'])(
  'evidence comes with the passages next to it, which are cited as what they are (%s)',
  async (kind) => {
    const { answer, prompt } = await asked(kind === 'folder' ? join(folder, 'index') : kind);
    expect(prompt.match(/^\[S\d+\].*$/gm)).toEqual([
      expect.stringMatching(/^\[S1\] manual\.md#char=\d+,\d+, text, score/),
      expect.stringMatching(/^\[S2\] manual\.md#char=\d+,\d+, text, context of S1$/),
      expect.stringMatching(/^\[S3\] manual\.md#char=\d+,\d+, text, context of S1$/),
    ]);
    const at = manual.indexOf('After that');
    expect(answer.hits).toHaveLength(1);
    expect(answer.citations).toMatchObject([
      {
        number: 1,
        document: 'manual.md',
        locator: { char: { start: expect.toSatisfy((start: number) => start <= at && start > at - 100) } },
        quote: 'After that it is dried for 6 hours.',
      },
    ]);
    expect(answer.checks).toMatchObject([{ verdict: 'supported' }]);
  },
);

it('what stands next to evidence takes only the room that is left', async () => {
  const { answer, prompt } = await asked('memory:', { contextTokens: 1_700 });
  expect(prompt).toContain('blue sleeves');
  expect(prompt.length / 4).toBeLessThan(1_700 - 1_000);
  expect(answer.citations).toMatchObject([{ quote: expect.stringContaining('blue sleeves') }]);
});
