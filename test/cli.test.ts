import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPicture, type Finished, type RunOptions, sightline, writeFiles } from './cli-process.ts';

let cwd = '';
let first: Finished;
const red = await drawPicture(200, 20, 20);

function run(line: string, options: Partial<RunOptions> = {}): Promise<Finished> {
  return sightline(line.match(/'[^']*'|\S+/g)?.map((word) => word.replace(/^'|'$/g, '')) ?? [], { cwd, ...options });
}

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sightline-cli-'));
  await writeFiles(cwd, {
    'shop/red.png': red,
    'shop/red copy.png': red,
    'shop/green.png': await drawPicture(20, 180, 40),
    'shop/broken.png': red.subarray(0, 60),
    'shop/tent.txt': 'The tent weighs 2.4 kilograms with its poles. Dry it before you pack it.',
    'shop/ev\u001b[2Jil\nname.txt': 'A zipper that keeps catching has a worn slider.',
  });
  first = await run('index shop --ocr off');
}, 60_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

describe('sightline index', () => {
  it('sums up on stdout, names what failed on stderr, and exits with 2', () => {
    expect(first.out).toMatch(/^Indexed 5 documents \(5 segments\), 1 failed in [\d.]+ s; vectors: \d+ computed.*\n$/);
    expect(first.err).toMatch(/^failed {3}broken\.png: .+\n$/);
    expect(first.code).toBe(2);
  });

  it('does nothing twice, and tells programs every event', async () => {
    const { code, out } = await run('index shop --ocr off --json --exclude broken.png');
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.filter((event) => event.type === 'unchanged')).toHaveLength(5);
    expect(events.at(-1)).toMatchObject({ type: 'finished', indexed: 0, unchanged: 5, failed: 0 });
    expect(code).toBe(0);
  });
}, 60_000);

describe.concurrent('sightline search', () => {
  it('finds words, and shows where they stand', async () => {
    const words = await run('search how heavy is the tent -k 1 --views keyword');
    expect(words.out).toMatch(/^ 1 {2}tent\.txt/);
    expect(words.out).toContain('2.4 kilograms');
    expect(words.code).toBe(0);
  });

  it('takes a picture from standard input, and says why each hit is there', async () => {
    const { out, code } = await run('search --image - -k 1 --explain', { input: red });
    expect(out).toMatch(/^ 1 {2}red/);
    expect(out).toContain('also: red');
    expect(out).toMatch(/image {4}rank {3}1 {3}score {2}1\.000 {3}\+1\.000 █+/);
    expect(code).toBe(0);
  });

  it('gives programs all of it', async () => {
    const { out } = await run('search tent --json --views keyword');
    expect(JSON.parse(out).hits[0]).toMatchObject({
      reference: expect.stringMatching(/^tent\.txt/),
      segment: { documentName: 'tent.txt' },
    });
  });

  it('ends quietly when nobody reads on', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => JSON.stringify({ id: i, text: `tent ${i}` }));
    await writeFiles(cwd, { 'many.jsonl': lines.join('\n') });
    const { code, out, err } = await run('search --queries many.jsonl --json --quiet', {
      onOutput: (_out, _err, child) => void child.stdout?.destroy(),
    });
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n').length).toBeLessThan(200);
  });

  it('keeps a hostile file name from steering the terminal', async () => {
    const { out } = await run('search zipper keeps catching -k 1 --views keyword');
    expect(out).toContain('ev\\u{1b}[2Jil\\nname.txt');
    expect(out).not.toContain('\u001b');
  });

  it('answers a file of queries as a TREC run, names broken lines and goes on', async () => {
    await writeFiles(cwd, {
      'queries.jsonl':
        '{"id":"q1","text":"tent"}\nnonsense\n{"id":"q2","image":"shop/red.png"}\n{"id":"q3","text":"zipper"}\n',
    });
    const { code, err } = await run('search --queries queries.jsonl --run run.txt --tag mine -k 2');
    const lines = (await readFile(join(cwd, 'run.txt'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' '));
    expect(lines.every((fields) => fields.length === 6 && fields[1] === 'Q0' && fields[5] === 'mine')).toBe(true);
    expect(new Set(lines.map((fields) => fields[0]))).toEqual(new Set(['q1', 'q2', 'q3']));
    expect(
      lines
        .filter((fields) => fields[0] === 'q2')
        .slice(0, 2)
        .map((fields) => fields[2])
        .sort(),
    ).toEqual(['red%20copy.png', 'red.png']);
    expect(err).toMatch(
      /^failed {3}queries\.jsonl, line 2: this is not JSON\nAnswered 3 queries in .+; wrote \d+ lines to run\.txt\.\n$/,
    );
    expect(code).toBe(2);
  });

  it('says that nothing was found', async () => {
    const { code, out, err } = await run("search tent --filter 'kind = table'");
    expect([code, out, err]).toEqual([3, '', 'Nothing found.\n']);
  });
}, 60_000);

describe.concurrent('sightline ask', () => {
  it('answers with its sources, or says that nothing answers', async () => {
    const answered = await run("ask 'what has a worn slider?'");
    expect(answered.out).toMatch(/worn slider\. \[1\]\n\nSources\n\[1\] ev/);
    expect(answered.code).toBe(0);
    const unknown = await run("ask 'who won the election of 1960?'");
    expect(unknown.out).toMatch(/^Nothing here answers that\.\n/);
    expect(unknown.code).toBe(3);
  });
}, 60_000);

describe('sightline show, status and remove', () => {
  it('shows a segment by its reference or path, and writes its picture', async () => {
    const shown = await run('show shop/green.png --json');
    expect(JSON.parse(shown.out)).toMatchObject([
      { reference: 'green.png', kind: 'image', picture: { width: 96, height: 64 } },
    ]);
    const written = await run('show green.png --out copy.png');
    expect(written.out).toMatch(/^Wrote copy\.png: 96 × 64 image\/png, \d+ bytes, of green\.png\n$/);
    expect(await readFile(join(cwd, 'copy.png'))).toEqual(await readFile(join(cwd, 'shop/green.png')));
    expect((await run('show nowhere.png')).code).toBe(3);
  });

  it('says what is there, from an index that the environment names', async () => {
    const { out } = await run('status --json', { cwd: tmpdir(), env: { SIGHTLINE_INDEX: join(cwd, '.sightline') } });
    expect(JSON.parse(out)).toMatchObject({ documents: 5, kinds: { image: 3, text: 2 } });
    expect((await run('status')).out).toMatch(/^Index {6}.+\nDocuments {2}5\nSegments {3}5: /);
  });

  it('removes what it is told to, and says so', async () => {
    const { out } = await run('remove green.png nothing.png --index .sightline');
    expect(out).toBe('Removed 1 document from the index:\n  green.png\n');
    expect(await run('remove green.png')).toEqual({
      code: 3,
      out: '',
      err: 'Nothing in the index is called green.png.\n',
    });
  });
}, 60_000);

describe.concurrent('sightline at work', () => {
  it('stops well at Ctrl-C and goes on from there', async () => {
    const pictures = await Promise.all(
      Array.from({ length: 60 }, (_, i) => drawPicture((i * 37) % 256, (i * 91) % 256, (i * 53) % 256)),
    );
    await writeFiles(join(cwd, 'many'), Object.fromEntries(pictures.map((picture, i) => [`${i}.png`, picture])));
    let asked = false;
    const stopped = await run('index many --index many-index --ocr off --json', {
      onOutput(out, _, child) {
        if (!asked && out.includes('discovered')) asked = child.kill('SIGINT');
      },
    });
    expect(stopped.err).toMatch(/^Stopping: [^\n]+\nStopped\. \d+ documents? indexed and kept/);
    expect(stopped.code).toBe(130);
    const rest = await run('index many --index many-index --ocr off');
    expect(rest.out).toContain('Indexed ');
    expect(rest.code).toBe(0);
  });

  it('follows changes until Ctrl-C', async () => {
    await writeFiles(cwd, { 'watched/a.txt': 'The first note.' });
    let step = 0;
    const { out, code } = await run('watch watched --index watch-index --ocr off', {
      onOutput(out, err, child) {
        if (step === 0 && err.includes('Watching')) {
          step = 1;
          void writeFiles(cwd, { 'watched/b.txt': 'The second note.' });
        } else if (step === 1 && out.includes('b.txt')) {
          step = 2;
          void rm(join(cwd, 'watched/a.txt'));
        } else if (step === 2 && out.includes('a.txt')) {
          step = 3;
          child.kill('SIGINT');
        }
      },
    });
    expect(out).toMatch(
      /^Indexed 1 document .*\n[\d:]{8} {2}indexed {2}b\.txt \(1 segment\)\n[\d:]{8} {2}removed {2}a\.txt\n$/,
    );
    expect(code).toBe(0);
  });
}, 60_000);

describe.concurrent('sightline', () => {
  it('refuses what it does not know, with a suggestion, and tells usage from trouble', async () => {
    const flag = await run('search tent --explan');
    expect(flag.err).toBe(
      "sightline: unknown option '--explan'\n(Did you mean --explain?)\nSee `sightline search --help`.\n",
    );
    expect(flag.code).toBe(64);
    expect((await run('search')).code).toBe(64);
    const missing = await run('search tent --index nowhere');
    expect(missing.err).toMatch(/^sightline: There is no index in nowhere\.\n {2}Make one: sightline index PATH/);
    expect(missing.code).toBe(1);
  });

  it('finds itself in good health', async () => {
    const { out, code } = await run('doctor --json', { env: { SIGHTLINE_OCR: 'off' } });
    const { ok, checks } = JSON.parse(out);
    expect(checks.filter((check: { state: string }) => check.state === 'fail')).toEqual([]);
    expect([ok, code]).toEqual([true, 0]);
  });

  it('prints its version and its help', async () => {
    const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await run('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
}, 60_000);
