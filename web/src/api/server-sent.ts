import { brokenOff } from './request-failure.ts';

/** One event of a `text/event-stream`. */
export interface ServerSent {
  readonly event: string;
  readonly data: unknown;
}

/**
 * Reads server-sent events from a response. EventSource cannot send a key or a body, hence this.
 * @throws RequestFailure when the connection breaks; an AbortError when it was let go.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export async function* serverSent(response: Response): AsyncGenerator<ServerSent> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw error instanceof DOMException && error.name === 'AbortError' ? error : brokenOff();
      });
      if (done) break;
      rest += value;
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const found = readEvent(block);
        if (found) yield found;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function readEvent(block: string): ServerSent | undefined {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith('event:')) event = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
  }
  if (data.length === 0) return undefined;
  try {
    return { event, data: JSON.parse(data.join('\n')) };
  } catch {
    return undefined;
  }
}
