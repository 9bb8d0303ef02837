/**
 * The server's address from what OLLAMA_HOST may hold: `host`, `host:port`, `:port`, an address with a scheme, in quotes or not.
 * As Ollama itself reads it, the port is 11434, and with a scheme that scheme's own:
 * https://github.com/ollama/ollama/blob/main/envconfig/config.go
 *
 * There it is also what the server listens on; `0.0.0.0` and `[::]` mean every address, of which this machine's own is asked.
 * The path `/v1`, under which other programs are given the address, is left out. What is no address stays as it is, and the
 * client says what is wrong with it.
 */
export function ollamaUrl(given: string | undefined): string {
  const text = (given ?? '')
    .trim()
    .replace(/^["']+|["']+$/g, '')
    .trim();
  if (text === '') return 'http://127.0.0.1:11434';
  const hasScheme = text.includes('://');
  const bare = hasScheme ? text : `http://${withHost(text)}`;
  if (!URL.canParse(bare)) return text;
  const url = new URL(bare);
  if (!hasScheme && url.port === '' && !/:80$/.test(text)) url.port = '11434';
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (url.hostname === '[::]') url.hostname = '[::1]';
  return `${url.protocol}//${url.host}${url.pathname.replace(/(\/v1)?\/*$/, '')}`;
}

/** `:8080` names a port of this machine; a bare IPv6 address wants brackets. */
function withHost(text: string): string {
  if (text.startsWith(':') && !text.startsWith('::')) return `127.0.0.1${text}`;
  return /^[\da-f]*:[\da-f]*:[\da-f:.]*$/i.test(text) ? `[${text}]` : text;
}
