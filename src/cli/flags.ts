import { type Command, Option } from 'commander';
import { z } from 'zod';
import { environmentSettings, fileSettings, resolveSettings, type Settings, settingsSchema } from '../config.ts';
import type { CommandName } from './command-name.ts';

interface SettingFlag {
  /** Stands for the value in help; settings that are on or off have none. */
  readonly value?: string;
  /** Heading under which help lists it. */
  readonly group: string;
  readonly commands: readonly CommandName[];
}

const everywhere = [
  'index',
  'search',
  'ask',
  'eval',
  'compare',
  'show',
  'status',
  'remove',
  'watch',
  'reembed',
  'doctor',
  'demo',
  'mcp',
  'serve',
] as const;
const withModels = ['index', 'search', 'ask', 'eval', 'compare', 'watch', 'doctor', 'mcp', 'serve'] as const;
/** Commands that read pictures: those of documents, or that of a query. */
const withPictures = ['index', 'search', 'ask', 'eval', 'compare', 'watch', 'mcp', 'serve'] as const;
/** Commands that look for something. */
const asking = ['search', 'ask', 'eval', 'compare', 'mcp', 'serve'] as const;
const reading = ['index', 'watch', 'mcp', 'serve'] as const;

const general = 'General:';
const query = 'Query:';
const models = 'Models:';
const limits = 'Limits:';
const files = 'Reading files:';
const catalogues = 'Catalogues (JSON, JSONL, CSV):';

/**
 * Which command takes which setting as a flag. Names, descriptions, defaults and checks come from the settings' schema;
 * a setting that is missing here does not compile.
 */
export const settingFlags = {
  index: { value: 'DIR', group: general, commands: everywhere },
  embedder: { value: 'MODEL', group: models, commands: withModels },
  textEmbedder: { value: 'MODEL', group: models, commands: withModels },
  vectorNoise: { value: 'N', group: models, commands: ['index', 'watch', 'reembed', 'serve', 'mcp'] },
  generator: { value: 'MODEL', group: models, commands: [...asking, 'doctor'] },
  captioner: { value: 'MODEL', group: models, commands: [...reading, 'doctor'] },
  reranker: { value: 'MODEL', group: models, commands: [...asking, 'doctor'] },
  rerankDepth: { value: 'N', group: models, commands: asking },
  strategy: { value: 'HOW', group: query, commands: ['search', 'ask', 'eval', 'serve'] },
  fusion: { value: 'HOW', group: query, commands: ['search', 'ask', 'eval', 'serve'] },
  weights: { value: 'WEIGHTS', group: query, commands: ['search', 'ask', 'eval', 'serve'] },
  captionPrompt: { value: 'TEXT', group: models, commands: reading },
  imageQueryPrompt: { value: 'TEXT', group: models, commands: asking },
  pictureDetail: { value: 'HOW', group: models, commands: ['ask', 'mcp', 'serve'] },
  evidencePictures: { value: 'N', group: models, commands: ['ask', 'mcp', 'serve'] },
  neighbours: { value: 'N', group: models, commands: ['ask'] },
  answerTokens: { value: 'N', group: models, commands: ['ask', 'mcp', 'serve'] },
  redact: { group: files, commands: [...reading, 'search', 'show', 'ask', 'serve', 'mcp'] },
  strict: { group: models, commands: ['ask', 'mcp', 'serve'] },
  judge: { group: models, commands: ['ask', 'mcp', 'serve'] },
  providers: { value: 'JSON', group: models, commands: [...withModels, 'reembed'] },
  precision: { value: 'HOW', group: models, commands: [...withModels, 'reembed', 'models'] },
  device: { value: 'NAME', group: models, commands: [...withModels, 'reembed'] },
  modelsDirs: { value: 'DIRS', group: models, commands: [...withModels, 'reembed', 'models'] },
  offline: { group: models, commands: [...withModels, 'reembed', 'models'] },
  localOnly: { group: models, commands: [...withModels, 'reembed'] },
  threads: { value: 'N', group: models, commands: [...withModels, 'reembed'] },
  ocr: { value: 'HOW', group: files, commands: [...reading, 'doctor'] },
  ocrLanguages: { value: 'LANGUAGES', group: files, commands: [...reading, 'doctor'] },
  remotePictures: { value: 'WHOSE', group: files, commands: reading },
  keepGps: { group: files, commands: reading },
  keepOriginals: { group: files, commands: reading },
  blobs: { value: 'WHERE', group: files, commands: [...withModels, 'show', 'reembed'] },
  blobsUrl: { value: 'URL', group: files, commands: reading },
  passwords: { value: 'WORDS', group: files, commands: [...reading, 'show', 'reembed'] },
  pagePictures: { value: 'WHICH', group: files, commands: reading },
  pageSide: { value: 'N', group: files, commands: [...reading, 'show'] },
  libreOffice: { value: 'PATH', group: files, commands: [...reading, 'show', 'reembed', 'doctor'] },
  include: { value: 'GLOBS', group: files, commands: reading },
  exclude: { value: 'GLOBS', group: files, commands: reading },
  passageChars: { value: 'N', group: files, commands: reading },
  passageTokens: { value: 'N', group: files, commands: reading },
  passageOverlap: { value: 'PERCENT', group: files, commands: reading },
  idColumn: { value: 'NAME', group: catalogues, commands: reading },
  nameColumn: { value: 'NAME', group: catalogues, commands: reading },
  imageColumn: { value: 'NAME', group: catalogues, commands: reading },
  textColumns: { value: 'NAMES', group: catalogues, commands: reading },
  allowPrivateAddresses: { group: limits, commands: withPictures },
  maxFileBytes: { value: 'N', group: limits, commands: withPictures },
  maxPixels: { value: 'N', group: limits, commands: [...withPictures, 'reembed'] },
  maxRecords: { value: 'N', group: limits, commands: reading },
  maxUnpackedBytes: { value: 'N', group: limits, commands: reading },
  maxEntries: { value: 'N', group: limits, commands: reading },
  timeoutMs: { value: 'MS', group: limits, commands: [...withPictures, 'reembed'] },
} as const satisfies Record<keyof Settings, SettingFlag>;

/** Flags that every command with an index has, beside those of settings. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Gives a command the flags of its settings and the common ones. Its own flags should be there already. */
export function addFlags(command: Command, name: CommandName): void {
  const taken = settingNames().filter((setting) =>
    (settingFlags[setting].commands as readonly string[]).includes(name),
  );
  const option = (flags: string, text: string): void =>
    void command.addOption(new Option(flags, text).helpGroup(general));
  for (const setting of taken.filter((one) => settingFlags[one].group === general)) addSetting(command, setting);
  option('--json', 'print JSON for programs');
  option('-q, --quiet', 'no progress, summaries or notes');
  option('-v, --verbose', 'say more: every warning, timings, traces of errors');
  command.addHelpOption(new Option('-h, --help', 'show this help').helpGroup(general));
  for (const setting of taken.filter((one) => settingFlags[one].group !== general)) addSetting(command, setting);
}

/** The settings for a run: flags, then the environment, then `sightline.config.json` here, then the defaults. */
export async function loadSettings(options: object): Promise<Settings> {
  return resolveSettings(givenSettings(options), environmentSettings(process.env), await fileSettings(process.cwd()));
}

/** The settings among a command's options. */
export function givenSettings(options: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name in settingFlags));
}

/** `modelsDirs` -> `--models-dirs`. */
export function flagOf(setting: keyof Settings): string {
  return `--${setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A message that names settings as the library does (`the option maxPixels`), in words for the command line. */
export function namingFlags(message: string): string {
  return message.replace(/\b(?:the )?option (\w+)/g, (all, name: string) => {
    const setting = settingNames().find((one) => one === name);
    return setting ? flagOf(setting) : all;
  });
}

/** Splits at commas, but not at those inside braces, which belong to a glob: `*.{jpg,png},notes/**`. */
export function splitList(text: string): string[] {
  const parts = text.match(/(?:\{[^{}]*\}|[^,])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function addSetting(command: Command, setting: keyof Settings): void {
  const schema: z.ZodType = settingsSchema.shape[setting];
  const { value, group }: SettingFlag = settingFlags[setting];
  const description = `${schema.description ?? ''}${describeDefault(schema)}`;
  if (value === undefined) {
    command.addOption(new Option(flagOf(setting), description).helpGroup(group));
    // Lets the command line take back what the environment or the configuration file turned on.
    command.addOption(new Option(flagOf(setting).replace('--', '--no-')).hideHelp());
    return;
  }
  const choices = choicesOf(schema);
  const option = new Option(`${flagOf(setting)} <${choices?.join('|') ?? value}>`, description).helpGroup(group);
  if (choices) option.choices(choices);
  else if (takesList(schema)) option.argParser((text, before: string[] = []) => [...before, ...splitList(text)]);
  command.addOption(option);
}

function settingNames(): (keyof Settings)[] {
  return Object.keys(settingFlags).filter((name): name is keyof Settings => name in settingFlags);
}

function takesList(schema: z.ZodType): boolean {
  return Array.isArray(schema.safeParse([]).data);
}

function choicesOf(schema: z.ZodType): string[] | undefined {
  const inner = schema instanceof z.ZodDefault ? schema.def.innerType : schema;
  return inner instanceof z.ZodEnum ? inner.options.map(String) : undefined;
}

/** Defaults that say something; empty lists and settings that are off do not. */
function describeDefault(schema: z.ZodType): string {
  const value = schema.safeParse(undefined).data;
  const shown = Array.isArray(value) ? value.join(',') : value;
  return typeof shown === 'string' || typeof shown === 'number' ? (shown === '' ? '' : ` (default: ${shown})`) : '';
}
