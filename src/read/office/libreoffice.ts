import { spawn } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Semaphore, withTimeout } from '../../support/concurrency.ts';
import { SightlineError, throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';

/** Where LibreOffice is to be found; part of the options of reading and drawing. */
export interface LibreOfficeSetting {
  /** Its program `soffice`; looked for in the usual places when absent, and not used when false. */
  readonly libreOffice?: string | false;
}

export interface ConvertOptions {
  /** Path of LibreOffice's program. */
  readonly program: string;
  /** The document's name, for messages. */
  readonly name: string;
  /** What it is, as an extension: `ppt`. */
  readonly from: string;
  readonly to: 'pdf' | 'docx' | 'xlsx' | 'pptx';
  readonly timeoutMs: number;
  /** The result may be no larger. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

const usualPlaces: readonly string[] = [
  '/usr/bin/soffice',
  '/usr/local/bin/soffice',
  '/usr/lib/libreoffice/program/soffice',
  '/opt/libreoffice/program/soffice',
  '/snap/bin/libreoffice',
  '/Applications/LibreOffice.app/Contents/MacOS/soffice',
  'C:\\Program Files\\LibreOffice\\program\\soffice.com',
  'C:\\Program Files (x86)\\LibreOffice\\program\\soffice.com',
];

/** Each run takes a processor and some hundred megabytes, so that they wait for each other. */
const oneAtATime = new Semaphore(1);

/**
 * Settings of the private profile: macros, scripts and active content are off, nothing is fetched from elsewhere, and links
 * are not followed.
 */
const profileSettings: readonly (readonly [path: string, name: string, value: string])[] = [
  ['/org.openoffice.Office.Common/Security/Scripting', 'MacroSecurityLevel', '3'],
  ['/org.openoffice.Office.Common/Security/Scripting', 'DisableMacrosExecution', 'true'],
  ['/org.openoffice.Office.Common/Security/Scripting', 'DisableActiveContent', 'true'],
  ['/org.openoffice.Office.Common/Security/Scripting', 'BlockUntrustedRefererLinks', 'true'],
  ['/org.openoffice.Office.Writer/Content/Update', 'Link', '0'],
  ['/org.openoffice.Office.Calc/Content/Update', 'Link', '2'],
];

/** Decks become PDF with their hidden slides, so that every slide has its page. */
const deckToPdf = 'pdf:impress_pdf_Export:{"ExportHiddenSlides":{"type":"boolean","value":"true"}}';

const filters: Readonly<Record<ConvertOptions['to'], string>> = {
  docx: 'docx:MS Word 2007 XML',
  pdf: 'pdf',
  pptx: 'pptx:Impress MS PowerPoint 2007 XML',
  xlsx: 'xlsx:Calc MS Excel 2007 XML',
};

/**
 * The path of LibreOffice's program, or undefined when there is none. Rejects with a SightlineError (`bad-option`) when one
 * is set that cannot be run.
 */
export async function findLibreOffice(setting: string | false | undefined): Promise<string | undefined> {
  if (setting === false) return undefined;
  if (setting !== undefined && setting !== '') {
    if (await isProgram(setting)) return setting;
    throw new SightlineError(
      'bad-option',
      `There is no program at ${shownName(setting)}, where LibreOffice is said to be.`,
      {
        remedy: 'Give the path of its program soffice (option libreOffice), or leave it out to have it looked for.',
      },
    );
  }
  const names = process.platform === 'win32' ? ['soffice.com', 'soffice.exe'] : ['soffice', 'libreoffice'];
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [...onPath.flatMap((folder) => names.map((name) => join(folder, name))), ...usualPlaces];
  for (const candidate of candidates) if (await isProgram(candidate)) return candidate;
  return undefined;
}

/** For {@link Reader.settings}: decks indexed without LibreOffice get their pictures once it is installed. */
export async function libreOfficeSettings({ libreOffice }: LibreOfficeSetting): Promise<string> {
  return (await findLibreOffice(libreOffice)) === undefined ? '' : 'libreoffice';
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/**
 * Converts a document with LibreOffice, in a folder and with a profile of its own that are removed afterwards. One runs at
 * a time; the others wait.
 *
 * @throws SightlineError `broken-content` when LibreOffice cannot read it, `limit-exceeded` when it takes too long or the
 *   result is too large, `cancelled`.
 */
export async function convertWithLibreOffice(bytes: Uint8Array, options: ConvertOptions): Promise<Uint8Array> {
  const { signal, timeoutMs } = options;
  return oneAtATime.run(async () => {
    throwIfAborted(signal);
    const folder = await mkdtemp(join(tmpdir(), 'sightline-office-'));
    try {
      const what = `LibreOffice, reading ${shownName(options.name)},`;
      return await withTimeout((stop) => convertIn(folder, bytes, options, stop), timeoutMs, what, signal);
    } finally {
      // It may still be writing for a moment after it was ended.
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => {});
    }
  }, signal);
}

async function convertIn(
  folder: string,
  bytes: Uint8Array,
  { program, name, from, to, maxBytes }: ConvertOptions,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const profile = join(folder, 'profile');
  const out = join(folder, 'out');
  await mkdir(join(profile, 'user'), { recursive: true });
  await mkdir(out);
  await writeFile(join(profile, 'user', 'registrymodifications.xcu'), settingsFile());
  const source = join(folder, `document.${from}`);
  await writeFile(source, bytes);
  const filter = to === 'pdf' && /^(?:pptx?|odp)$/.test(from) ? deckToPdf : filters[to];
  const args = [
    `-env:UserInstallation=${pathToFileURL(profile).href}`,
    ...['--headless', '--invisible', '--norestore', '--nolockcheck', '--nodefault', '--nologo', '--nofirststartwizard'],
    ...['--convert-to', filter, '--outdir', out, source],
  ];
  const said = await run(program, args, folder, signal);
  const result = join(out, `document.${to}`);
  const size = await stat(result).then(
    (info) => info.size,
    () => 0,
  );
  if (size === 0)
    throw new SightlineError('broken-content', `LibreOffice could not read ${shownName(name)}.`, {
      remedy: 'Open it and save it again, or get it again from where it came.',
      cause: said,
    });
  if (size > maxBytes)
    throw new SightlineError(
      'limit-exceeded',
      `${shownName(name)}, converted by LibreOffice, is larger than ${maxBytes} bytes.`,
      {
        remedy: 'Raise the limit (--max-unpacked-bytes) if you trust the file.',
      },
    );
  return new Uint8Array(await readFile(result));
}

function settingsFile(): string {
  const items = profileSettings.map(
    ([path, name, value]) =>
      `<item oor:path="${path}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${items.join('')}</oor:items>`;
}

/** Runs the program until it ends by itself or the signal aborts; then it and all it started are killed. */
function run(program: string, args: readonly string[], folder: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      // A group of its own, so that the processes it starts end with it.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8', ...windowsEnvironment() },
      windowsHide: true,
    });
    let said = '';
    const listen = (chunk: Buffer) => {
      if (said.length < 4000) said += chunk.toString('utf8');
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    const kill = () => endTree(child.pid);
    signal.addEventListener('abort', kill, { once: true });
    if (signal.aborted) kill();
    child.once('error', (error) => {
      signal.removeEventListener('abort', kill);
      reject(
        new SightlineError('bad-option', `LibreOffice could not be started: ${error.message}.`, {
          remedy: 'Check the path of its program soffice (option libreOffice).',
          cause: error,
        }),
      );
    });
    child.once('close', () => {
      signal.removeEventListener('abort', kill);
      resolve(said.trim());
    });
  });
}

function windowsEnvironment(): Record<string, string> {
  const { SystemRoot = '', TEMP = '' } = process.env;
  return process.platform === 'win32' ? { SystemRoot, TEMP, TMP: TEMP } : {};
}

function endTree(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' }).unref();
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
