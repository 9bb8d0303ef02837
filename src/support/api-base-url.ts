/**
 * A base URL as people give it, with the path of the API where they left it out: `http://nim.local:8000` becomes
 * `http://nim.local:8000/v1`. Any other path stays as it is, and so does what is no URL: the client says what is wrong with it.
 */
export function apiBaseUrl(given: string, path = '/v1'): string {
  const text = given.trim();
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.pathname !== '/') return text;
  url.pathname = path;
  return url.href;
}
