import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encoderFixtures } from '../scripts/model-fixtures/encoder-fixtures.ts';

const root = 'test/fixtures/models';

it('the model fixtures are what `npx tsx scripts/model-fixtures/make.ts` writes', async () => {
  const made = encoderFixtures();
  for (const [path, content] of made) expect((await readFile(join(root, path))).equals(content), path).toBe(true);
  for (const folder of new Set([...made.keys()].map((path) => path.split('/', 1)[0] as string))) {
    const there = await readdir(join(root, folder), { recursive: true });
    for (const name of there) {
      const path = `${folder}/${name.replaceAll('\\', '/')}`;
      if ((await stat(join(root, path))).isFile()) expect([...made.keys()]).toContain(path);
    }
  }
});

it('the model fixtures stay small', () => {
  const bytes = [...encoderFixtures().values()].reduce((sum, content) => sum + content.length, 0);
  expect(bytes).toBeLessThan(200 * 1024);
});
