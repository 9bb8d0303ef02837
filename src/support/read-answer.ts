import type { HttpService } from './http-service.ts';
import { connectionFailure } from './vendor-failure.ts';

/** Of the body of a refusal: enough for the reason. */
const maxRefusalBytes = 64 * 2 ** 10;
const refusalTimeMs = 10_000;
/** A whole answer that drips in may take so many times as long as silence may. */
const slowestAnswer = 10;

/** The first bytes of a body as text; what cannot be read is left out. */
export async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const giveUp = setTimeout(() => void reader.cancel().catch(() => undefined), refusalTimeMs);
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < maxRefusalBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      length += value.byteLength;
    }
  } catch {
    // The status says enough.
  } finally {
    clearTimeout(giveUp);
    void reader.cancel().catch(() => undefined);
  }
  return new TextDecoder().decode(Buffer.concat(parts).subarray(0, maxRefusalBytes));
}

/** The whole body as text. Throws as a broken connection when it breaks off or only drips in. */
export async function wholeTextOf(response: Response, service: HttpService, url: URL): Promise<string> {
  const decoder = new TextDecoder();
  const deadline = Date.now() + slowestAnswer * service.timeoutMs;
  const parts: string[] = [];
  for await (const part of response.body ?? []) {
    if (Date.now() > deadline) {
      const why = new Error(`it was not whole after ${(slowestAnswer * service.timeoutMs) / 1000} s`);
      throw connectionFailure(service, url, why, true);
    }
    parts.push(decoder.decode(part, { stream: true }));
  }
  return parts.join('') + decoder.decode();
}
