import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';
import { resolveSettings, type SettingsInput } from '../config.ts';
import type { Sightline } from '../engine/engine.ts';
import { open } from '../engine/open.ts';
import { createApp, type ServerApp } from './app.ts';
import type { ServerOptions } from './server-options.ts';

export interface FakeServer {
  readonly app: ServerApp;
  readonly engine: Sightline;
  /** The folder that was indexed. */
  readonly files: string;
  /** Sends a request without a socket; JSON where a value is given. */
  send(path: string, init?: RequestInit & { readonly json?: unknown }): Promise<Response>;
  /** Waits for a job's end, and gives it. */
  ended(
    response: Response,
  ): Promise<{ readonly state: string; readonly failed: readonly { name: string; reason: string }[] }>;
  close(): Promise<void>;
}

/** For tests: a server over a real engine on a tiny index in memory: two pictures, a text, a page, and what `more` adds. */
export async function fakeServer(
  options: Partial<Omit<ServerOptions, 'settings' | 'version'>> & { readonly settings?: SettingsInput } = {},
  more: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<FakeServer> {
  const { settings: given, ...serverOptions } = options;
  const root = await mkdtemp(join(tmpdir(), 'sightline-server-'));
  const files = join(root, 'files');
  await mkdir(files);
  for (const [name, content] of Object.entries({ ...(await tinyCollection()), ...more })) {
    await writeFile(join(files, name), content);
  }
  const settings = resolveSettings({ index: 'memory:', ocr: 'off', threads: 1, ...given });
  const engine = await open(settings);
  await engine.add(files).finished();
  const app = createApp(engine, { settings, version: '0.0.0', page: false, ...serverOptions });
  const send: FakeServer['send'] = async (path, { json, ...init } = {}) => {
    const asJson = json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) };
    const headers = new Headers(init.headers);
    if (json !== undefined) headers.set('content-type', 'application/json');
    return app.fetch(new Request(`http://localhost${path}`, { ...asJson, ...init, headers }));
  };
  return {
    app,
    engine,
    files,
    send,
    async ended(response) {
      const { job } = (await response.json()) as { readonly job: string };
      await (await send(`/api/jobs/${job}/events`)).text();
      return (await (await send(`/api/jobs/${job}`)).json()) as never;
    },
    async close() {
      await app.stop();
      await app.close();
      await engine.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** A response's JSON, taken for what the test expects. */
export async function jsonOf<T = { readonly code: string }>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

/** A form with these files. */
export function formOf(files: Readonly<Record<string, string | Uint8Array>>): FormData {
  const form = new FormData();
  for (const [name, content] of Object.entries(files)) form.append('files', new Blob([content as never]), name);
  return form;
}

/** A picture that holds a camera's name and a position. */
export function picture(colour: string, width = 96, height = 64): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background: colour } })
    .jpeg()
    .withExif({ IFD0: { Model: 'SecretCam' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '47/1 30/1 0/1' } })
    .toBuffer();
}

async function tinyCollection(): Promise<Record<string, string | Uint8Array>> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  const page = pdf.addPage([400, 300]);
  page.drawText('The kettle boils a litre of water in four minutes.', { x: 40, y: 220, size: 12, font });
  return {
    'red-chair.jpg': await picture('#c01818'),
    'blue-lake.jpg': await picture('#1830c0'),
    'zipper.md':
      '# Zippers\n\nThe zipper catches because the lining is cut too wide. Wax on the teeth helps for a while.\n',
    'kettle.pdf': await pdf.save(),
  };
}
