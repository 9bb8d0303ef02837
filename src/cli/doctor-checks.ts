import { constants, readFileSync } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { Settings } from '../config.ts';
import { systemCode } from '../support/errors.ts';
import { byteSize, counted } from './numbers.ts';

/** What a check found. A check that throws has failed, for the reason of its error. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly remedy?: string;
}

export interface Check {
  readonly name: string;
  run(settings: Settings): Promise<Finding>;
}

/** Formats that a complete build of the picture library reads, as it names them. */
const pictureFormats = ['jpeg', 'png', 'webp', 'heif', 'tiff', 'gif', 'svg'] as const;
const leastNode = [20, 19] as const;
const lowBytes = { warn: 1e9, fail: 1e8 };
const reinstall = 'Install Sightline again on this machine: npm install sightline';

/** In the order in which one rests on another. */
export const checks: readonly Check[] = [
  { name: 'Node.js', run: checkNode },
  { name: 'Pictures', run: checkPictures },
  { name: 'Inference', run: checkInference },
  { name: 'Store', run: checkStore },
  { name: 'Model', run: checkModel },
  { name: 'Other models', run: checkOtherModels },
  { name: 'OCR', run: checkOcr },
  { name: 'LibreOffice', run: checkLibreOffice },
  { name: 'Model folders', run: checkModelFolders },
  { name: 'Index', run: checkIndex },
  { name: 'Disk', run: checkDisk },
];

async function checkNode(): Promise<Finding> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const detail = `${process.versions.node} on ${process.platform} ${process.arch}`;
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return ok(detail);
  return { state: 'fail', detail, remedy: `Install Node.js ${leastNode.join('.')} or later.` };
}

async function checkPictures(): Promise<Finding> {
  const { loadSharp } = await import('../support/load-sharp.ts');
  const sharp = await loadSharp();
  const missing = pictureFormats.filter((format) => !sharp.format[format]?.input.buffer);
  const heic = versionOf('heic-decode') === '' ? '' : ', heic';
  const has = pictureFormats.filter((format) => !missing.includes(format));
  const detail = `sharp ${sharp.versions.sharp}: ${has.join(', ').replace('heif', 'avif')}${heic}`;
  if (missing.length === 0 && heic) return ok(detail);
  return {
    state: 'warn',
    detail: `${detail}; not ${[...missing, ...(heic ? [] : ['heic'])].join(', ')}`,
    remedy: reinstall,
  };
}

async function checkInference(): Promise<Finding> {
  await import('onnxruntime-node');
  return ok(`onnxruntime-node ${versionOf('onnxruntime-node')}`);
}

async function checkStore(): Promise<Finding> {
  await Promise.all([import('@lancedb/lancedb'), import('lmdb')]);
  return ok(`LanceDB ${versionOf('@lancedb/lancedb')}, LMDB ${versionOf('lmdb')}`);
}

/** Embeds a word and a picture with the embedder of the settings. */
async function checkModel(settings: Settings): Promise<Finding> {
  const [{ resolveModel }, { providerContexts }] = await Promise.all([
    import('../engine/resolve-model.ts'),
    import('../engine/provider-context.ts'),
  ]);
  const contextFor = providerContexts(settings, { environment: process.env });
  const embedder = await resolveModel('embedder', settings.embedder ?? 'builtin', contextFor);
  try {
    const picture = { data: new Uint8Array(64 * 64 * 3).fill(128), width: 64, height: 64 };
    const items = [
      ...(embedder.accepts.text ? [{ text: 'a grey square' }] : []),
      ...(embedder.accepts.image ? [{ picture }] : []),
    ];
    const started = performance.now();
    const vectors = await embedder.embed(items, 'passage');
    const milliseconds = performance.now() - started;
    const { model, dimensions } = embedder.space;
    const sound =
      vectors.length === items.length && vectors.every((vector) => vector.length === dimensions && isUnit(vector));
    if (sound) return ok(`${model}: ${dimensions} dimensions, first vectors in ${milliseconds.toFixed(0)} ms`);
    return { state: 'fail', detail: `${model} gives vectors that are not right`, remedy: reinstall };
  } finally {
    await embedder.close();
  }
}

/** Opens the other models that are set, which finds missing keys, files and servers of one's own; nothing is asked of them. */
async function checkOtherModels(settings: Settings): Promise<Finding> {
  const { openModels } = await import('../engine/open-models.ts');
  const models = openModels(settings, { environment: process.env }, {});
  try {
    const opened = [await models.generator(), await models.captioner(), await models.reranker()];
    const names = opened.flatMap((model) => model?.name ?? []);
    return ok(names.length > 0 ? names.join(', ') : 'none set: answers are quotations');
  } finally {
    await models.close();
  }
}

function isUnit(vector: Float32Array): boolean {
  return Math.abs(Math.hypot(...vector) - 1) < 1e-3;
}

/** An extra: nothing fails without it. */
async function checkLibreOffice({ libreOffice }: Settings): Promise<Finding> {
  if (libreOffice === 'off') return ok('off, as the settings say');
  const { findLibreOffice } = await import('../read/office/libreoffice.ts');
  const program = await findLibreOffice(libreOffice);
  return ok(program ?? 'not found: slides have no pictures, and doc, xls, ppt and rtf are not read');
}

/** Reads a word that is drawn for it. */
async function checkOcr({ ocr, ocrLanguages }: Settings): Promise<Finding> {
  if (ocr === 'off') return ok('off, as the settings say');
  const recognizer =
    ocr === 'quality'
      ? (await import('../providers/paddle.ts')).paddleRecognizer({ workers: 1 })
      : (await import('../providers/tesseract.ts')).tesseractRecognizer({ languages: ocrLanguages, workers: 1 });
  const what = ocr === 'quality' ? recognizer.id : ocrLanguages.join(', ');
  try {
    const started = performance.now();
    const { text } = await recognizer.recognize(await drawnWord(), { layout: 'scattered' });
    const detail = `${what}: a first word in ${Math.round(performance.now() - started)} ms`;
    // Other scripts need not know Latin letters.
    if (text.includes(word) || !ocrLanguages.includes('eng')) return ok(detail);
    return {
      state: 'warn',
      detail: `${what}: the plain word ${word} was not read`,
      remedy: reinstall,
    };
  } finally {
    await recognizer.close();
  }
}

const word = 'FILE';

/** The word as a PNG, drawn from rectangles, because a machine may have no fonts. */
async function drawnWord(): Promise<Uint8Array> {
  const bars = {
    F: ['0 0 8 50', '0 0 30 8', '0 21 24 8'],
    I: ['0 0 8 50'],
    L: ['0 0 8 50', '0 42 30 8'],
    E: ['0 0 8 50', '0 0 30 8', '0 21 26 8', '0 42 30 8'],
  };
  const letters = [bars.F, bars.I, bars.L, bars.E];
  const starts = [40, 84, 106, 150];
  const rectangles = letters.flatMap((letter, i) =>
    letter.map((bar) => {
      const [x = 0, y = 0, width = 0, height = 0] = bar.split(' ').map(Number);
      return `<rect x="${x + (starts[i] ?? 0)}" y="${y + 30}" width="${width}" height="${height}"/>`;
    }),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="220" height="110"><rect width="220" height="110" fill="white"/>${rectangles.join('')}</svg>`;
  const { loadSharp } = await import('../support/load-sharp.ts');
  const sharp = await loadSharp();
  return sharp(Buffer.from(svg)).png().toBuffer();
}

async function checkModelFolders({ modelsDirs }: Settings): Promise<Finding> {
  const missing: string[] = [];
  for (const folder of modelsDirs) {
    const found = await stat(folder).catch(() => undefined);
    if (!found?.isDirectory()) missing.push(folder);
  }
  if (missing.length === 0) return ok(modelsDirs.length === 0 ? 'none set' : modelsDirs.join(', '));
  return { state: 'warn', detail: `not there: ${missing.join(', ')}`, remedy: 'Make them, or mend --models-dirs.' };
}

async function checkIndex(settings: Settings): Promise<Finding> {
  const { index: location } = settings;
  if (location.endsWith(':')) return ok(`${location} lives in the process only`);
  const folder = resolve(location);
  const { open } = await import('../engine/open.ts');
  const index = await open(settings);
  try {
    const { documents, segments, vectors, problems } = await index.status();
    const [sample] = await index.list(undefined, 1);
    const isConsistent =
      vectors.text <= segments && vectors.image <= segments && (segments === 0) === (sample === undefined);
    const detail = `${counted(documents, 'document')}, ${counted(segments, 'segment')} in ${location}`;
    if (!isConsistent)
      return { state: 'fail', detail: `${detail}, and its parts do not fit`, remedy: 'Move it away and index again.' };
    if (!(await isWritable(folder))) {
      return {
        state: 'warn',
        detail: `${detail}, but it cannot be written`,
        remedy: `Give yourself the right to write to ${folder}.`,
      };
    }
    if (problems.length === 0) return ok(detail);
    return {
      state: 'warn',
      detail: `${detail}; ${counted(problems.length, 'file')} could not be read`,
      remedy: 'See: sightline status',
    };
  } catch (error) {
    if (systemCode(error) !== 'index-missing') throw error;
    const place = await nearestFolder(folder);
    if (await isWritable(place))
      return { state: 'ok', detail: `none in ${location} yet; make one: sightline index PATH` };
    return {
      state: 'fail',
      detail: `none can be made in ${location}`,
      remedy: `${place} may not be written; name another place with --index.`,
    };
  } finally {
    await index.close();
  }
}

async function checkDisk({ index }: Settings): Promise<Finding> {
  const folder = await nearestFolder(resolve(index.endsWith(':') ? '.' : index));
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const detail = `${byteSize(free)} free`;
  if (free >= lowBytes.warn) return ok(detail);
  return {
    state: free < lowBytes.fail ? 'fail' : 'warn',
    detail,
    remedy: 'Make room, or put the index elsewhere with --index.',
  };
}

/** The folder, or the nearest one above it that is there. */
async function nearestFolder(folder: string): Promise<string> {
  for (let place = folder; ; place = dirname(place)) {
    const found = await stat(place).catch(() => undefined);
    if (found?.isDirectory() || place === dirname(place)) return place;
  }
}

async function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** The version of an installed package, whether or not it lets its package.json be imported; '' when it is not there. */
function versionOf(name: string): string {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    try {
      return String(JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')).version);
    } catch {
      // Not in this folder.
    }
  }
  return '';
}

function ok(detail: string): Finding {
  return { state: 'ok', detail };
}
