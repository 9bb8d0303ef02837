import { parentPort } from 'node:worker_threads';
import { type PdfDocument, pdfDocument } from './pdf-document.ts';
import type { PdfReply, PdfRequest, PdfSource, PdfTask } from './pdf-messages.ts';
import { openDocuments } from './pdf-sizes.ts';

const open = new Map<number, PdfDocument>();

async function documentOf(source: PdfSource): Promise<PdfDocument> {
  const document = open.get(source.id) ?? pdfDocument(source);
  open.delete(source.id);
  open.set(source.id, document);
  for (const [id, oldest] of open) {
    if (open.size <= openDocuments) break;
    open.delete(id);
    await oldest.close();
  }
  return document;
}

async function perform(task: PdfTask): Promise<unknown> {
  const document = await documentOf(task.source);
  try {
    if (task.type === 'open') return await document.opened(task.sampleMs);
    if (task.type === 'draw') return await document.draw(task);
    return await document.read(task.page, task.plan, task.pictures);
  } catch (error) {
    // What could not be opened is not kept.
    if (task.type === 'open') open.delete(task.source.id);
    throw error;
  }
}

// Nobody reads stack traces of pdf.js, and its source maps are larger than itself; run from the sources they would be loaded.
process.setSourceMapsEnabled(false);

// pdf.js leaves some promises to fail unheard; whatever matters to a task is told by the task.
process.on('unhandledRejection', () => {});

/** One after the other: pages of a document share what is decoded of it. */
let queue: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: PdfRequest) => {
  queue = queue.then(() => ('task' in request ? answer(request) : release(request.release)));
});

async function answer({ id, task }: { readonly id: number; readonly task: PdfTask }): Promise<void> {
  let reply: PdfReply;
  try {
    reply = { id, value: await perform(task) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    reply = { id, failure: { name, message } };
  }
  parentPort?.postMessage(reply);
}

async function release(id: number): Promise<void> {
  const document = open.get(id);
  open.delete(id);
  await document?.close();
}
