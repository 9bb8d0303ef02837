import { reasonOf, SightlineError } from '../support/errors.ts';
import type { ReaderReply, ReaderRequest } from './paddle-child.ts';
import type { PaddleModels } from './paddle-models.ts';
import { openPageReader, type PageReader } from './paddle-page.ts';
import { decodeForReading } from './paddle-picture.ts';
import { enlarged } from './paddle-words.ts';

// The program of a process of its own: it is told the models once, then one picture at a time, and answers each.

let reader: PageReader | undefined;

const send = (reply: ReaderReply) => process.send?.(reply);

async function open(models: PaddleModels): Promise<ReaderReply> {
  try {
    reader = await openPageReader(models);
    return { type: 'ready' };
  } catch (error) {
    return failure('model-failed', `The models for reading text cannot be loaded (${reasonOf(error)}).`);
  }
}

async function read(image: Uint8Array): Promise<ReaderReply> {
  try {
    const { picture, scale } = await decodeForReading(image);
    if (!reader) return failure('model-failed', 'The models for reading text were not loaded.');
    const text = enlarged(await reader(picture), scale);
    return { type: 'text', text, memoryBytes: process.memoryUsage.rss() };
  } catch (error) {
    if (error instanceof SightlineError) return failure(error.code, error.message);
    return failure('model-failed', `The text in a picture could not be read (${reasonOf(error)}).`);
  }
}

function failure(code: SightlineError['code'], message: string): ReaderReply {
  return { type: 'failure', code, message };
}

process.on('message', (request: ReaderRequest) => {
  void (request.type === 'open' ? open(request.models) : read(request.image)).then(send);
});
// The program that started this one is gone, or has no more work.
process.on('disconnect', () => process.exit(0));
// Ctrl-C in a terminal reaches this process as well; what is to be done about it is the other one's business.
process.on('SIGINT', () => {});
