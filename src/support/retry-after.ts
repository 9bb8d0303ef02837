/**
 * How long a server asks to wait, in milliseconds: `retry-after` in seconds or as a date (RFC 9110, 10.2.3), or the
 * `retry-after-ms` that some vendors send. Undefined where it asks for nothing that can be read.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const exact = headers.get('retry-after-ms')?.trim() ?? '';
  if (isNumber(exact)) return Number(exact);
  const text = headers.get('retry-after')?.trim() ?? '';
  if (isNumber(text)) return Number(text) * 1000;
  // All three forms of HTTP dates begin with the weekday; Date.parse alone would take `-1` for a year.
  const date = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/**
 * The `estimated_time` in seconds that Hugging Face puts into the body of a 503 while a model is being loaded.
 * https://huggingface.co/docs/api-inference/detailed_parameters (kept by dedicated endpoints)
 */
export function loadingTimeMs(body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null || !('estimated_time' in body)) return undefined;
  const seconds = body.estimated_time;
  return typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : undefined;
}

function isNumber(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text);
}
