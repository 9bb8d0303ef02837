import { availableParallelism } from 'node:os';
import type { TextRecognizer } from '../enrich/text-recognizer.ts';
import { Semaphore } from '../support/concurrency.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { shortId } from '../support/hashing.ts';
import { type PaddleChild, startPaddleChild } from './paddle-child.ts';
import { type PaddleModels, packagedVersion, paddleModels } from './paddle-models.ts';

export interface PaddleOptions {
  /** Processes, each of which takes 250 to 560 MB (beyond 700 it is replaced); as many as cores, two at most, unless told. */
  readonly workers?: number;
  /** Folder with other models: `det.onnx`, `rec.onnx` and `keys.txt`. Those of the npm package unless told. */
  readonly modelFolder?: string;
  /** For one picture, two minutes unless told; the process is then replaced. */
  readonly timeoutMs?: number;
}

/** Raise it when the same models give other words or boxes. */
const revision = 1;

/**
 * Reads text with the PP-OCRv4 models of PaddleOCR, on this machine and without any download, in processes of its own that
 * start when they are first needed and do not keep this one alive. It is slower than Tesseract and takes more memory, and reads
 * what that cannot: noisy, blurred, unevenly lit and tilted scans, pages that lie on their side or on their head, labels that
 * stand on end.
 *
 * Languages: the models in the package know Chinese and English. They read Latin letters without most of their accents ("uber"
 * for "über"), and neither Cyrillic, Arabic nor Indian scripts; for those bring other models, or use Tesseract.
 */
export function paddleRecognizer(options: PaddleOptions = {}): TextRecognizer {
  const { workers = Math.min(2, availableParallelism()), modelFolder, timeoutMs = 120_000 } = options;
  const places = new Semaphore(Math.max(1, workers));
  const idle: PaddleChild[] = [];
  const working = new Set<PaddleChild>();
  const closing = new AbortController();
  let models: Promise<PaddleModels> | undefined;

  const closed = () => new SightlineError('closed', 'The text recogniser was closed.');
  const throwIfClosed = () => {
    if (closing.signal.aborted) throw closed();
  };
  const child = async (): Promise<PaddleChild> => {
    for (let waiting = idle.pop(); waiting; waiting = idle.pop()) if (!waiting.ended) return waiting;
    models ??= paddleModels(modelFolder);
    return startPaddleChild(await models, closing.signal);
  };

  return {
    id: `paddle:PP-OCRv4@${packagedVersion() ?? 'missing'}.${revision}${modelFolder === undefined ? '' : `:${shortId(modelFolder)}`}`,
    ordersPages: false,
    async recognize(image, { signal }) {
      throwIfClosed();
      await places.acquire(signal);
      try {
        throwIfClosed();
        const mine = await child().catch((error: unknown) => {
          throwIfClosed();
          throw error;
        });
        working.add(mine);
        try {
          throwIfClosed();
          throwIfAborted(signal);
          return await mine.read(image, timeoutMs, signal);
        } finally {
          working.delete(mine);
          if (closing.signal.aborted) mine.stop();
          else if (!mine.ended) idle.push(mine);
        }
      } finally {
        places.release();
      }
    },
    async close() {
      closing.abort(closed());
      for (const each of [...idle.splice(0), ...working]) each.stop();
    },
  };
}
