import { Argument, type Command } from 'commander';
import type { Settings } from '../config.ts';
import { SightlineError } from '../support/errors.ts';
import type { ListedModel } from '../support/model-folder.ts';
import type { PulledModel } from '../support/model-hub.ts';
import { addExamples } from './command-help.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions, loadSettings } from './flags.ts';
import { shortPath } from './format-hit.ts';
import { onInterrupt } from './interrupt.ts';
import { downloadLine } from './models-progress.ts';
import { byteSize, counted } from './numbers.ts';
import { reportError } from './report-error.ts';
import { stderr, stdout } from './terminal.ts';
import { safeJson, safeLine, safeName } from './terminal-text.ts';
import { textWidth } from './text-width.ts';

const actions = ['pull', 'list', 'rm', 'path', 'verify'] as const;
type Action = (typeof actions)[number];

interface ModelsOptions extends CommonOptions {
  readonly revision?: string;
}

type Run = (names: readonly string[], options: ModelsOptions, settings: Settings) => Promise<ExitCode>;

export function modelsCommand(command: Command): void {
  command
    .addArgument(new Argument('<action>', 'what to do').choices(actions))
    .argument('[model...]', 'as the hub names them, such as Xenova/clip-vit-base-patch32; local: before it is fine')
    .option('--revision <NAME>', 'branch, tag or commit to pull (default: main)');
  addFlags(command, 'models');
  command.addHelpText(
    'after',
    `
What to do:
  pull    download models; the same again goes on with what was broken off, and mends what was damaged
  list    name the models on this machine, with sizes, precisions and licences
  rm      delete them
  path    print their folders
  verify  compare their files with the checksums they were downloaded with

Models come from https://huggingface.co, or from the hub in HF_ENDPOINT; HF_TOKEN is for private and gated ones.
They are kept in the first of --models-dirs, else in ~/.cache/sightline/models.`,
  );
  addExamples(command, [
    ['sightline models pull Xenova/clip-vit-base-patch32', 'download it; the same again checks it and goes on'],
    ['sightline models pull Xenova/all-MiniLM-L6-v2 --precision fp32', 'with full weights'],
    ['sightline models list', 'what is on this machine, and how large'],
    ['sightline models path Xenova/all-MiniLM-L6-v2', 'its folder, to copy to a machine without a network'],
    ['sightline models verify', 'compare all files with their checksums'],
  ]);
  command.action(async (action: Action, names: string[], options: ModelsOptions) => {
    if (['pull', 'rm', 'path'].includes(action) && names.length === 0) {
      throw new SightlineError('bad-option', `sightline models ${action} needs the name of a model.`, {
        remedy: `Such as: sightline models ${action} Xenova/clip-vit-base-patch32`,
      });
    }
    process.exitCode = await runs[action](names, options, await loadSettings(options));
  });
}

const pull: Run = async (names, options, settings) => {
  const { pullModel } = await import('../support/model-hub.ts');
  const interrupt = onInterrupt('Stopping: what was downloaded is kept, and the same command goes on from there.');
  const line = downloadLine(stderr, !options.quiet && !options.json);
  const pulled: PulledModel[] = [];
  let failure: ExitCode | undefined;
  for (const name of names) {
    try {
      const model = await pullModel(name, {
        modelsDirs: settings.modelsDirs,
        precision: settings.precision,
        offline: settings.offline,
        environment: process.env,
        signal: interrupt.signal,
        ...(options.revision === undefined ? {} : { revision: options.revision }),
        onProgress: (message, _fraction, bytes) => line.update({ message, ...(bytes ? { bytes } : {}) }),
      });
      line.clear();
      pulled.push(model);
      if (!options.json && !options.quiet) stdout.print(describePulled(model));
    } catch (error) {
      line.clear();
      const isStop = error instanceof SightlineError && error.code === 'cancelled';
      if (names.length === 1 || isStop) throw error;
      failure = reportError(error, { verbose: options.verbose === true });
    }
  }
  interrupt.release();
  if (options.json) stdout.print(safeJson(pulled, 2));
  if (failure === undefined) return exitCodes.ok;
  return pulled.length > 0 ? exitCodes.someFailed : failure;
};

const list: Run = async (names, options, settings) => {
  const { bareModelName, listModels, searchedDirs } = await import('../support/model-folder.ts');
  const wanted = names.map(bareModelName);
  const all = await listModels(settings.modelsDirs);
  const models = wanted.length === 0 ? all : all.filter(({ name }) => wanted.includes(name));
  if (options.json) stdout.print(safeJson(models, 2));
  else if (models.length > 0) stdout.print(...table(models));
  else {
    const where = searchedDirs(settings.modelsDirs).map((dir) => safeName(shortPath(dir)));
    stderr.print(`No such models in ${where.join(', ')}. Get one: sightline models pull Xenova/clip-vit-base-patch32`);
  }
  return models.length > 0 ? exitCodes.ok : exitCodes.nothingFound;
};

const rm: Run = async (names, options, settings) => {
  const { removeModel } = await import('../support/model-folder.ts');
  const removed: ListedModel[] = [];
  for (const name of names) {
    const model = await removeModel(settings.modelsDirs, name);
    if (!model) stderr.print(notThere(name));
    else removed.push(model);
    if (model && !options.json && !options.quiet)
      stdout.print(
        `Removed ${safeName(model.name)} (${byteSize(model.bytes)}) from ${safeName(shortPath(model.folder))}`,
      );
  }
  if (options.json) stdout.print(safeJson(removed, 2));
  return exitFor(removed.length, names.length);
};

const path: Run = async (names, options, settings) => {
  const { modelPath } = await import('../support/model-folder.ts');
  const found: { name: string; folder: string }[] = [];
  for (const name of names) {
    const folder = await modelPath(settings.modelsDirs, name);
    if (folder === undefined) stderr.print(notThere(name));
    else found.push({ name, folder });
    // As it is, for other programs: `cp -r "$(sightline models path NAME)"`.
    if (folder !== undefined && !options.json) stdout.print(stdout.isTerminal ? safeName(folder) : folder);
  }
  if (options.json) stdout.print(safeJson(found, 2));
  return exitFor(found.length, names.length);
};

const verify: Run = async (names, options, settings) => {
  const { bareModelName, listModels, verifyModel } = await import('../support/model-folder.ts');
  const wanted = names.map(bareModelName);
  const all = await listModels(settings.modelsDirs);
  const models = wanted.length === 0 ? all : all.filter(({ name }) => wanted.includes(name));
  const missing = wanted.filter((name) => !models.some((model) => model.name === name));
  for (const name of missing) stderr.print(notThere(name));
  const interrupt = onInterrupt('Stopping.');
  const verified: object[] = [];
  let wrong = 0;
  for (const model of models) {
    const name = safeName(model.name);
    if (!model.record) {
      verified.push({ name: model.name, folder: model.folder, checked: 0, wrong: [] });
      if (!options.json && !options.quiet) stdout.print(`none  ${name}: no checksums, as it was not pulled`);
      continue;
    }
    const result = await verifyModel(model.folder, interrupt.signal);
    verified.push({ name: model.name, ...result });
    if (result.wrong.length > 0) wrong++;
    if (options.json) continue;
    for (const file of result.wrong) stderr.print(`wrong ${name}: ${safeName(file.path)}: ${safeLine(file.reason)}`);
    const how = model.record.precision === 'auto' ? '' : ` --precision ${model.record.precision}`;
    if (result.wrong.length > 0) stderr.print(`      mend it: sightline models pull ${name}${how}`);
    else if (!options.quiet)
      stdout.print(`ok    ${name}: ${counted(result.checked, 'file')}, ${byteSize(model.bytes)}`);
  }
  interrupt.release();
  if (options.json) stdout.print(safeJson(verified, 2));
  if (wrong > 0) return exitCodes.failed;
  return models.length === 0 ? exitCodes.nothingFound : missing.length > 0 ? exitCodes.someFailed : exitCodes.ok;
};

const runs: Readonly<Record<Action, Run>> = { pull, list, rm, path, verify };

function describePulled({ name, folder, bytes, received, precisions, licence }: PulledModel): string {
  const done = received > 0 ? `Downloaded ${safeName(name)}` : `${safeName(name)} is here already`;
  const kinds = [...new Set(Object.values(precisions))].join(', ');
  const facts = [byteSize(bytes), kinds, licence ? `licence ${safeLine(licence)}` : 'licence not stated'];
  return `${done}: ${facts.join(', ')}; in ${safeName(shortPath(folder))}`;
}

/** Names, sizes, precisions, licences and folders, in columns. */
function table(models: readonly ListedModel[]): string[] {
  const rows = models.map(({ name, bytes, complete, licence, precisions, folder }) => [
    safeName(name),
    byteSize(bytes),
    complete ? precisions.join(', ') : 'incomplete',
    safeLine(licence ?? ''),
    safeName(shortPath(folder)),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => textWidth(row[column] ?? ''))));
  const padded = (row: readonly string[]): string =>
    row.map((cell, i) => `${cell}${' '.repeat(Math.max(0, (widths[i] ?? 0) - textWidth(cell)))}`).join('  ');
  return rows.map((row) => padded(row).trimEnd());
}

function notThere(name: string): string {
  return `There is no model called ${safeName(name)} here. See: sightline models list`;
}

function exitFor(done: number, wanted: number): ExitCode {
  if (done === 0) return exitCodes.nothingFound;
  return done < wanted ? exitCodes.someFailed : exitCodes.ok;
}
