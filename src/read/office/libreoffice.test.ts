import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConvertOptions, convertWithLibreOffice, findLibreOffice } from './libreoffice.ts';

const rtf = new TextEncoder().encode('{\\rtf1\\ansi The tide comes at nine.}');
const program = await findLibreOffice(undefined);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program that stands in for LibreOffice: a shell script, given the arguments LibreOffice would get. */
async function standIn(script: string): Promise<string> {
  const path = join(folder, `soffice-${(await readdir(folder)).length}`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}
const convert = (path: string, overrides: Partial<ConvertOptions> = {}) =>
  convertWithLibreOffice(rtf, {
    ...{ program: path, name: 'tide.rtf', from: 'rtf', to: 'docx', timeoutMs: 30_000, maxBytes: 1_000_000 },
    ...overrides,
  });
const isRunning = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('findLibreOffice', () => {
  it('takes the program that is set, refuses one that is not there, and finds none when it is off', async () => {
    const path = await standIn('exit 0');
    expect(await findLibreOffice(path)).toBe(path);
    await expect(findLibreOffice('/nowhere/soffice')).rejects.toMatchObject({ code: 'bad-option' });
    expect(await findLibreOffice(false)).toBeUndefined();
  });
});

describe.skipIf(process.platform === 'win32')('convertWithLibreOffice', () => {
  it('runs with a profile and a folder of its own, which are gone afterwards', async () => {
    const path = await standIn(
      'cat profile/user/registrymodifications.xcu > out/document.docx; echo "$@ $HOME" >> out/document.docx',
    );
    const said = new TextDecoder().decode(await convert(path));
    expect(said).toContain('"DisableMacrosExecution" oor:op="fuse"><value>true</value>');
    const profile = /-env:UserInstallation=file:\/\/(\S+)\/profile/.exec(said)?.[1] ?? '';
    expect(said).toContain(
      `--convert-to docx:MS Word 2007 XML --outdir ${profile}/out ${profile}/document.rtf ${profile}\n`,
    );
    await expect(readdir(profile)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says so when nothing, or too much, comes out', async () => {
    await expect(convert(await standIn('exit 1'))).rejects.toMatchObject({
      code: 'broken-content',
      message: expect.stringMatching(/LibreOffice could not read tide\.rtf/),
    });
    const large = await standIn('head -c 5000 /dev/zero > out/document.docx');
    await expect(convert(large, { maxBytes: 4000 })).rejects.toMatchObject({ code: 'limit-exceeded' });
  });

  it.each(['time', 'cancelling'])('ends it and what it started by %s', async (by) => {
    const pids = join(folder, `pids-${by}`);
    const path = await standIn(`sleep 100 & echo $! > ${pids}; wait`);
    const controller = new AbortController();
    const running = convert(path, by === 'time' ? { timeoutMs: 500 } : { signal: controller.signal });
    const ended = expect(running).rejects.toMatchObject({ code: by === 'time' ? 'limit-exceeded' : 'cancelled' });
    await wait(300);
    controller.abort();
    await ended;
    const pid = Number(await readFile(pids, 'utf8'));
    for (let round = 0; round < 200 && isRunning(pid); round++) await wait(50);
    expect(isRunning(pid)).toBe(false);
  });

  it('runs one at a time', async () => {
    const lock = join(folder, 'lock');
    const path = await standIn(`mkdir ${lock} || exit 1; sleep 0.1; rmdir ${lock}; echo done > out/document.docx`);
    await expect(Promise.all([convert(path), convert(path), convert(path)])).resolves.toHaveLength(3);
  });

  it('converts with the true LibreOffice', async ({ skip }) => {
    if (program === undefined) skip('LibreOffice is not installed');
    else
      expect(
        Buffer.from(await convert(program))
          .subarray(0, 2)
          .toString(),
      ).toBe('PK');
  }, 60_000);
});
