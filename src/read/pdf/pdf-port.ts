/** What pdf.js asks of a port: that of a Worker, as far as it uses it. */
export interface PdfPort {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  addEventListener(name: string, listener: PdfPortListener, options?: { signal?: AbortSignal }): void;
  removeEventListener(name: string, listener: PdfPortListener): void;
}

type PdfPortListener = (event: { readonly data: unknown }) => void;

/**
 * The two ends of a line between the reading and the showing half of pdf.js, within one thread. Messages arrive later and in
 * order, and are copied as between threads, but for the document's bytes, the operators of its pages and decoded
 * pictures: those are most of the traffic, and nobody writes to them once they are sent.
 */
export function pdfPorts(): readonly [PdfPort, PdfPort] {
  const ends = [new Set<PdfPortListener>(), new Set<PdfPortListener>()] as const;
  const port = (own: Set<PdfPortListener>, other: Set<PdfPortListener>): PdfPort => ({
    postMessage(message, transfer) {
      const event = { data: handedOn(message, transfer) };
      queueMicrotask(() => {
        for (const listener of other) listener(event);
      });
    },
    addEventListener(_name, listener, options) {
      own.add(listener);
      options?.signal?.addEventListener('abort', () => own.delete(listener), { once: true });
    },
    removeEventListener: (_name, listener) => own.delete(listener),
  });
  return [port(ends[0], ends[1]), port(ends[1], ends[0])];
}

interface OperatorChunk {
  readonly fnArray: readonly number[];
  readonly argsArray: readonly unknown[];
}

function handedOn(message: unknown, transfer: readonly ArrayBuffer[] | undefined): unknown {
  const { chunk, action } = message as { chunk?: unknown; action?: string };
  // The sender empties its two lists when they are sent, and uses them again.
  if (isOperators(chunk))
    return {
      ...(message as object),
      chunk: { ...chunk, fnArray: [...chunk.fnArray], argsArray: [...chunk.argsArray] },
    };
  if (action === 'obj' || action === 'GetDocRequest' || isPicture(message)) return message;
  return structuredClone(message, transfer ? { transfer: [...transfer] } : undefined);
}

function isOperators(chunk: unknown): chunk is OperatorChunk {
  return typeof chunk === 'object' && chunk !== null && 'fnArray' in chunk && 'argsArray' in chunk;
}

/** A picture that several pages share. */
function isPicture(message: unknown): boolean {
  const { action, data } = message as { action?: string; data?: unknown };
  return action === 'commonobj' && Array.isArray(data) && data[1] === 'Image';
}
