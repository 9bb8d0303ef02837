import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Logger } from 'pino';
import type { Settings } from '../config.ts';
import type { Sightline } from '../engine/engine.ts';
import type { ServerApp } from '../server/app.ts';
import { reasonOf, SightlineError } from '../support/errors.ts';
import { addExamples } from './command-help.ts';
import { exitCodes } from './exit-codes.ts';
import { addFlags, type CommonOptions, splitList } from './flags.ts';
import { onInterrupt } from './interrupt.ts';
import { stderr, stdout } from './terminal.ts';
import { safeJson } from './terminal-text.ts';
import { programVersion } from './version.ts';
import { withIndex } from './with-index.ts';

const logLevels = ['off', 'error', 'warn', 'info'] as const;

export interface ServeOptions extends CommonOptions {
  readonly host: string;
  readonly port: number;
  readonly apiKeyFile?: string;
  readonly allowHost?: readonly string[];
  readonly cors?: readonly string[];
  readonly readOnly?: boolean;
  readonly rateLimit?: number;
  readonly logLevel?: (typeof logLevels)[number];
}

export const usualPort = 7878;

export function serveCommand(command: Command): void {
  const option = (flags: string, text: string): Option => new Option(flags, text).helpGroup('Serving:');
  const list = (text: string, before: readonly string[] = []): string[] => [...before, ...splitList(text)];
  command
    .argument('[path...]', 'files, folders and URLs to index while serving')
    .addOption(
      option('--host <ADDRESS>', 'address to listen on; others than this machine need a key').default('127.0.0.1'),
    )
    .addOption(option('--port <N>', 'port; 0 for any free one').default(usualPort).argParser(portNumber))
    .addOption(option('--api-key-file <FILE>', 'keys, one a line, KEY or KEY:read; else SIGHTLINE_API_KEY'))
    .addOption(option('--allow-host <NAMES>', 'names under which the server may be called').argParser(list))
    .addOption(
      option('--cors <ORIGINS>', 'web origins whose pages may call it: https://intranet.example').argParser(list),
    )
    .addOption(option('--read-only', 'nothing can be added or removed'))
    .addOption(
      option('--rate-limit <N>', 'requests a minute for each key or address; 0 for no limit').argParser(wholeNumber),
    )
    .addOption(
      option('--log-level <LEVEL>', 'JSON lines on standard error; warn where that is a terminal, else info').choices(
        logLevels,
      ),
    );
  addFlags(command, 'serve');
  addExamples(command, [
    ['sightline serve', 'the page and the API, for this machine'],
    ['sightline serve photos notes', 'and index two folders meanwhile'],
    ['SIGHTLINE_API_KEY=$(openssl rand -hex 24) sightline serve --host 0.0.0.0', 'for others, with a key'],
  ]);
  command.action(async (paths: string[], options: ServeOptions) => {
    await withIndex(options, (index, settings) => serveUntilStopped(index, settings, paths, options));
    process.exitCode = exitCodes.ok;
  });
}

/** Serves an index until Ctrl-C; requests under way are answered before it returns. */
export async function serveUntilStopped(
  index: Sightline,
  settings: Settings,
  paths: readonly string[],
  options: ServeOptions,
): Promise<void> {
  const interrupt = onInterrupt('Stopping: requests under way end first (Ctrl-C again leaves at once).');
  try {
    await serve(index, settings, paths, options, interrupt.signal);
  } finally {
    interrupt.release();
  }
}

async function serve(
  index: Sightline,
  settings: Settings,
  paths: readonly string[],
  options: ServeOptions,
  stop: AbortSignal,
): Promise<void> {
  const { createApp } = await import('../server/app.ts');
  const { parseApiKeys } = await import('../server/api-keys.ts');
  const { isLoopback, listen } = await import('../server/listen.ts');
  const { mcpOverHttp } = await import('../mcp/mcp-over-http.ts');
  const { addByJob } = await import('../server/add-by-job.ts');
  const keys = parseApiKeys(await keyText(options.apiKeyFile));
  const logger = await openLog(options);
  const version = programVersion();
  const { readOnly = false, cors = [], allowHost, rateLimit } = options;
  const app = createApp(index, {
    settings,
    version,
    keys,
    readOnly,
    origins: cors,
    logger,
    // Keys keep strangers out, under whatever name they call.
    hosts: allowHost ?? (keys.length > 0 && !isLoopback(options.host) ? 'any' : []),
    ...(rateLimit === undefined ? {} : { rate: rateOf(rateLimit) }),
    doors: [
      {
        path: '/mcp',
        scope: 'read',
        fetch: (request, { scope }) => mcp.handle(request, { readOnly: scope !== 'write' }),
      },
    ],
  });
  const mcp = mcpOverHttp(index, {
    version,
    readOnly,
    maxPixels: settings.maxPixels,
    allowedOrigins: cors,
    privateFolders: app.parts.privateFolders,
    // Two writers in one process would get in each other's way: what MCP adds waits its turn.
    index: addByJob(app),
    onError: (error) => logger.error({ err: error }, 'mcp'),
  });
  const { host, port } = options;
  const server = await listen(app, { host, port, hasKeys: keys.length > 0 });
  try {
    if (options.json) stdout.print(safeJson({ url: server.url, mcp: `${server.url}/mcp`, docs: `${server.url}/docs` }));
    else if (!options.quiet) stdout.print(...welcome(server.url, keys.length > 0));
    if (paths.length > 0) indexMeanwhile(app, paths, options);
    if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
  } finally {
    await mcp.close();
    await server.stop();
  }
}

function welcome(url: string, hasKeys: boolean): string[] {
  const { bold, dim } = stdout.colours;
  return [
    `Sightline is at ${bold(url)}${hasKeys ? ' (with a key)' : ''}`,
    dim(`  API: ${url}/docs   MCP: ${url}/mcp   OpenAI: ${url}/v1   Ctrl-C stops it.`),
  ];
}

/** Says in the end what came of it; whoever wants to follow it does so on the page. */
function indexMeanwhile(app: ServerApp, paths: readonly string[], options: ServeOptions): void {
  const id = app.index(paths);
  const { jobs } = app.parts;
  const never = new AbortController().signal;
  void (async () => {
    for await (const event of jobs.events(id, never) ?? []) {
      if (options.quiet) continue;
      if (event.type === 'failed') stderr.print(`${stderr.colours.red('failed')}   ${event.name}: ${event.reason}`);
      if (event.type !== 'finished') continue;
      const job = jobs.get(id);
      const counts = job ? `${job.indexed} indexed, ${job.unchanged} unchanged, ${job.failed.length} failed` : '';
      stderr.print(`Indexing ${event.state}: ${event.reason ?? counts}.`);
    }
  })();
}

async function keyText(file: string | undefined): Promise<string> {
  if (file === undefined) return process.env.SIGHTLINE_API_KEY ?? '';
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new SightlineError('bad-option', `The keys cannot be read: ${reasonOf(error)}.`, {
      remedy: 'Give a file with one key a line.',
      cause: error,
    });
  }
}

async function openLog({ logLevel, quiet, verbose }: ServeOptions): Promise<Logger> {
  const { pino } = await import('pino');
  const usual = verbose ? 'info' : quiet ? 'error' : stderr.isTerminal ? 'warn' : 'info';
  const level = logLevel ?? usual;
  return pino({ level: level === 'off' ? 'silent' : level, base: null }, pino.destination({ fd: 2, sync: true }));
}

function rateOf(perMinute: number): { readonly perMinute: number; readonly burst: number } | false {
  return perMinute === 0 ? false : { perMinute, burst: Math.max(1, Math.ceil(perMinute / 3)) };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It is no whole number.');
  return Number(text);
}

export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError('Ports go up to 65535.');
  return port;
}
