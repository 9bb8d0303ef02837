import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { companionText } from './companion-text.ts';

async function read(content: string | Uint8Array, maxChars = 100): Promise<{ text: string; warnings: string[] }> {
  const path = join(await mkdtemp(join(tmpdir(), 'companion-')), 'x.txt');
  await writeFile(path, content);
  const warnings: string[] = [];
  const text = await companionText(path, maxChars, ({ message }) => warnings.push(message));
  return { text, warnings };
}

describe('companionText', () => {
  it('gives the text without surrounding blanks', async () => {
    expect(await read('\uFEFF  A green tent.\n')).toEqual({ text: 'A green tent.', warnings: [] });
    expect((await read(Buffer.from('\uFEFFA tent', 'utf16le'))).text).toBe('A tent');
  });

  it.each([0, 1, 2, 3])('cuts long text without a warning, wherever the cut falls (%i)', async (shift) => {
    const { text, warnings } = await read(`${'a'.repeat(shift)}${'木'.repeat(1000)}`);
    expect(warnings).toEqual([]);
    expect(text.length).toBe(100);
    expect(text).toMatch(/^a*木+$/);
  });

  it('rejects what is not there or no text', async () => {
    await expect(companionText('/nowhere/x.txt', 10, () => {})).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(read(Uint8Array.from({ length: 64 }, (_, i) => (i * 37) & 255))).rejects.toThrow();
  });
});
