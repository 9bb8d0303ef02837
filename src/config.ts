import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { fusionNames, strategyChoices } from './data/strategy.ts';
import { reasonOf, SightlineError, systemCode } from './support/errors.ts';
import { modelPrecisions } from './support/local-model-context.ts';
import { vendorOptions } from './support/vendor-options.ts';
import { parseWeights, type ViewWeights } from './support/view-weights.ts';

const size = z.coerce.number().int().positive();
const flag = z.union([
  z.boolean(),
  z.enum(['true', '1', 'yes']).transform(() => true),
  z.enum(['false', '0', 'no', '']).transform(() => false),
]);
const list = z.union([
  z.array(z.string()),
  z.string().transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  ),
]);

/** An object; in the environment and on the command line its JSON. */
const vendors = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  },
  z.record(z.string(), vendorOptions),
);

const viewWeights = z.unknown().transform((given, context): ViewWeights => {
  try {
    return parseWeights(given);
  } catch (error) {
    context.addIssue({ code: 'custom', message: reasonOf(error) });
    return z.NEVER;
  }
});

/**
 * Every setting there is, with its default. The configuration file uses these names, the environment `SIGHTLINE_` and the
 * name in capitals (`SIGHTLINE_MODELS_DIRS`), the command line the name in kebab case (`--models-dirs`).
 */
export const settingsSchema = z.strictObject({
  index: z.string().default('.sightline').describe('folder of the index, or memory:'),
  embedder: z.string().optional().describe('text–image model as vendor:model; that of the index, else builtin'),
  textEmbedder: z.string().optional().describe('separate model for passages as vendor:model'),
  vectorNoise: z.coerce
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('noise that hides texts from whoever sees their vectors, 0.01 for some; that of the index, else none'),
  generator: z
    .string()
    .optional()
    .describe('model that writes answers as vendor:model; without one, answers are quotations'),
  captioner: z.string().optional().describe('model that describes pictures while indexing, as vendor:model'),
  reranker: z
    .string()
    .optional()
    .describe('model that judges the best hits once more, as vendor:model; judge for the generator'),
  rerankDepth: size.default(30).describe('hits that the reranker judges'),
  strategy: z.enum(strategyChoices).default('late').describe('how to search; see docs/strategies.md'),
  fusion: z
    .enum(fusionNames)
    .default('both')
    .describe('whether views are fused by places, by their scores, or by the mean of both'),
  weights: viewWeights.default({}).describe('how much more or less than usual views are believed: text:2,image:0.5'),
  captionPrompt: z.string().optional().describe('what the captioner is told, in place of its own instruction'),
  imageQueryPrompt: z.string().optional().describe('how a picture is to be described as a query'),
  pictureDetail: z.enum(['low', 'high']).default('low').describe('how closely the generator looks at pictures'),
  evidencePictures: z.coerce.number().int().min(0).default(6).describe('most pictures shown to the generator'),
  neighbours: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(1)
    .describe('passages next to evidence that the generator is shown, on each side; 0 for none'),
  answerTokens: size.default(1000).describe('longest written answer, in tokens'),
  redact: flag
    .default(false)
    .describe('black out e-mail addresses, phone, card and account numbers in what is stored and answered'),
  strict: flag.default(false).describe('take sentences out of written answers that their evidence does not say'),
  judge: flag.default(false).describe('ask the generator about sentences that words alone leave in doubt'),
  providers: vendors.default({}).describe('keys, base URLs and more of model vendors, as JSON'),
  precision: z.enum(modelPrecisions).default('auto').describe('precision of local models'),
  device: z.string().default('cpu').describe('what local models run on'),
  modelsDirs: list.default([]).describe('folders searched for local models'),
  offline: flag.default(false).describe('never use the network'),
  localOnly: flag.default(false).describe('refuse models that run on other machines; downloads and URLs stay allowed'),
  threads: size.default(() => availableParallelism()).describe('threads for local models'),
  ocr: z.enum(['light', 'quality', 'off']).default('light').describe('read the text in pictures'),
  ocrLanguages: list.default(['eng']).describe('languages of the text in pictures'),
  remotePictures: z
    .enum(['never', 'records', 'always'])
    .default('records')
    .describe('whose http(s) pictures are fetched'),
  allowPrivateAddresses: flag.default(false).describe('let URLs reach this machine and private networks'),
  keepGps: flag.default(false).describe('keep the positions that photos carry'),
  keepOriginals: flag.default(false).describe('copy every document into the index'),
  blobs: z
    .string()
    .default('folder')
    .describe('where copies are kept: folder for that of the index, or s3://BUCKET/PREFIX'),
  blobsUrl: z.string().optional().describe('address under which others have those copies, such as that of a CDN'),
  libreOffice: z
    .string()
    .optional()
    .describe('path of LibreOffice, which draws slides and reads old formats; off for none'),
  include: list.default([]).describe('only files whose path matches one of these globs'),
  exclude: list.default([]).describe('no files whose path matches one of these globs'),
  maxFileBytes: size.default(256 * 1024 * 1024).describe('largest file that is read'),
  maxPixels: size.default(268_402_689).describe('largest picture, width times height'),
  maxRecords: size.default(200_000).describe('most records or segments taken from one file'),
  timeoutMs: size.default(60_000).describe('longest wait for one step of reading one file'),
  maxUnpackedBytes: size.default(2 * 1024 ** 3).describe('most that one archive or office file unpacks to'),
  maxEntries: size.default(20_000).describe('most files in one archive'),
  passwords: list.default([]).describe('passwords tried on locked documents'),
  pagePictures: z
    .enum(['scanned', 'all'])
    .default('scanned')
    .describe('pages that are searched by their looks: those without text, or all'),
  pageSide: size.default(1200).describe('longer side of pictures of pages, in pixels'),
  passageChars: size.default(900).describe('longest passage in characters, where the model reads only short phrases'),
  passageTokens: size
    .optional()
    .describe('longest passage in tokens of the model; unless told, what the model reads, at most 256'),
  passageOverlap: z.coerce
    .number()
    .min(0)
    .max(50)
    .default(10)
    .describe('percent of a passage that the next one repeats at most'),
  idColumn: z.string().optional().describe('column of a catalogue that holds the id'),
  nameColumn: z.string().optional().describe('column of a catalogue that holds the name'),
  imageColumn: z.string().optional().describe('column of a catalogue that holds the picture'),
  textColumns: list.optional().describe('columns of a catalogue that hold the text'),
});
export type Settings = z.infer<typeof settingsSchema>;
/** Settings as they may be given: every one has a default. */
export type SettingsInput = z.input<typeof settingsSchema>;

export const configFileName = 'sightline.config.json';

/** Checks settings and fills in the defaults; what comes first wins. */
export function resolveSettings(...sources: readonly Partial<Record<string, unknown>>[]): Settings {
  const merged: Record<string, unknown> = {};
  for (const source of sources) {
    for (const [name, value] of Object.entries(source)) if (value !== undefined) merged[name] ??= value;
  }
  const parsed = settingsSchema.safeParse(merged);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]].join('.') : undefined;
  if (unknown === undefined) {
    throw new SightlineError('bad-option', `The setting "${issue?.path.join('.')}" is not right: ${issue?.message}.`, {
      remedy: 'See `sightline help` for what it takes.',
    });
  }
  const names = issue?.path.length ? Object.keys(vendorOptions.shape) : Object.keys(settingsSchema.shape);
  throw new SightlineError('bad-option', `There is no setting called "${unknown}".`, {
    remedy: `${issue?.path.length ? 'There are' : 'Settings are'}: ${names.join(', ')}.`,
  });
}

/** The settings found in the environment. */
export function environmentSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(settingsSchema.shape)) {
    const value = environment[`SIGHTLINE_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`];
    if (value !== undefined && value !== '') found[name] = value;
  }
  return found;
}

/** The settings in `sightline.config.json` of a folder; none when there is no such file. */
export async function fileSettings(folder: string): Promise<Record<string, unknown>> {
  const file = resolve(join(folder, configFileName));
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return {};
    throw new SightlineError('bad-option', `The configuration file ${file} cannot be used: ${reasonOf(error)}.`, {
      remedy: 'It should hold one JSON object with settings, or not be there.',
      cause: error,
    });
  }
}
