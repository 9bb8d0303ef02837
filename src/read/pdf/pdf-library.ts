import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { DocumentInitParameters, PDFDocumentProxy, PDFWorker } from 'pdfjs-dist/types/src/display/api.js';
import { pdfPorts } from './pdf-port.ts';
import { idleDocument, setUpSurroundings } from './pdf-surroundings.ts';

export type PdfLibrary = typeof import('pdfjs-dist/legacy/build/pdf.mjs');

let loading: Promise<PdfLibrary> | undefined;

/**
 * pdf.js, for threads only: it sets globals. Its build for Node replaces `Array.prototype.push` by one that is many times
 * slower, for the sake of arrays whose length cannot be written; the native one is put back.
 */
export function pdfLibrary(): Promise<PdfLibrary> {
  loading ??= (async () => {
    setUpSurroundings();
    const { push } = Array.prototype;
    const library = await import('pdfjs-dist/legacy/build/pdf.mjs');
    await import('pdfjs-dist/legacy/build/pdf.worker.mjs');
    Object.defineProperty(Array.prototype, 'push', { value: push, writable: true, configurable: true });
    return library;
  })();
  return loading;
}

/** What a document is opened for: its text and where things are, or its looks. */
export type PdfPurpose = 'reading' | 'drawing';

export interface OpenPdf {
  readonly document: PDFDocumentProxy;
  close(): Promise<void>;
}

/**
 * Opens a document; its bytes are taken over. Rejects with the errors of pdf.js, `PasswordException` when it is locked and
 * the password is not the right one.
 */
export async function openPdf(data: Uint8Array, password: string, purpose: PdfPurpose): Promise<OpenPdf> {
  const library = await pdfLibrary();
  const { WorkerMessageHandler: reading } = await import('pdfjs-dist/legacy/build/pdf.worker.mjs');
  const [front, back] = pdfPorts();
  reading.initializeFromPort(back);
  const worker = library.PDFWorker.create({ port: front as never, verbosity: 0 }) as PDFWorker;
  const parameters: DocumentInitParameters = {
    data,
    password,
    worker,
    verbosity: 0,
    isEvalSupported: false,
    useSystemFonts: false,
    // Outlines of every glyph are made when fonts are not handed to a browser; they are wanted for drawing only.
    disableFontFace: purpose === 'drawing',
    ownerDocument: idleDocument as never,
    isImageDecoderSupported: true,
    cMapUrl: dataFolder('cmaps'),
    cMapPacked: true,
    iccUrl: dataFolder('iccs'),
    wasmUrl: dataFolder('wasm'),
    standardFontDataUrl: dataFolder('standard_fonts'),
  };
  const task = library.getDocument(parameters);
  const close = async () => {
    await task.destroy().catch(() => {});
    worker.destroy();
  };
  try {
    return { document: await task.promise, close };
  } catch (error) {
    await close();
    throw error;
  }
}

let packageFolder: string | undefined;

/** One of the folders that come with pdf.js; it wants a separator at the end. */
function dataFolder(name: string): string {
  packageFolder ??= dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  return join(packageFolder, name) + sep;
}
