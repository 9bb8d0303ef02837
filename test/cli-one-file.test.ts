import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPicture, type Finished, sightline, writeFiles } from './cli-process.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sightline-cli-one-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const index = (...args: string[]): Promise<Finished> =>
  sightline(['index', ...args, '--ocr', 'off', '--json'], { cwd });
/** What happened to documents: `indexed walks/notes.md`. */
const told = ({ out }: Finished): string[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { type: string; name?: string })
    .flatMap(({ type, name }) => (name === undefined ? [] : [`${type} ${name}`]))
    .sort();

describe('sightline index FOLDER/FILE', () => {
  it('reads the one document again under its name, and removes one whose file is gone', async () => {
    await writeFiles(cwd, {
      'shore/walks/harbour.png': await drawPicture(200, 40, 80),
      'shore/walks/harbour.txt': 'Gulls over the quay.',
      'shore/walks/notes.md': '# Walks\n\nTwelve walks.\n',
    });
    expect(told(await index('shore'))).toEqual(['indexed walks/harbour.png', 'indexed walks/notes.md']);
    await rm(join(cwd, 'shore/walks/notes.md'));
    const again = await index('shore/walks/harbour.txt', 'shore/walks/notes.md', '--force');
    expect([again.code, told(again)]).toEqual([0, ['indexed walks/harbour.png', 'removed walks/notes.md']]);
    expect(again.out).toContain('1 document had not changed and was read again');
  });
});
