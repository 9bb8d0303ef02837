import { SightlineError } from './errors.ts';
import type { HttpService } from './http-service.ts';
import { redacted } from './redacted.ts';
import { isThisMachine } from './this-machine.ts';

/**
 * The address of a path of a service, or a whole address as it stands. A query of the base URL stays.
 *
 * @throws SightlineError 'bad-option' for what is none, 'network-refused' for one beyond this machine when offline, or where content may not leave it.
 */
export function serviceUrl(service: HttpService, path: string): URL {
  const base = parsedUrl(service.baseUrl);
  const url = /^https?:/i.test(path) ? parsedUrl(path) : base && withPath(base, path);
  const holdsLogin = url !== undefined && (url.username !== '' || url.password !== '');
  if (!url || holdsLogin || !/^https?:$/.test(url.protocol)) {
    const shown = redacted(service.baseUrl.split(/[?#@]/, 1)[0]?.slice(0, 200) ?? '', service.secrets);
    throw new SightlineError(
      'bad-option',
      holdsLogin
        ? `The base URL of ${service.name} holds a user name or password.`
        : `The base URL of ${service.name} is not one: ${JSON.stringify(shown)}.`,
      { remedy: 'It should begin with http:// or https://, and keys belong into headers.' },
    );
  }
  if (service.offline && !isThisMachine(url.hostname)) {
    throw new SightlineError(
      'network-refused',
      `${service.name} is on the network (${url.host}), and this runs offline.`,
      { remedy: 'Leave out --offline, or choose a local model.' },
    );
  }
  // Models elsewhere are refused before they are opened; this is for one that is wrong about where it runs.
  if (service.localOnly && !isThisMachine(url.hostname)) {
    throw new SightlineError(
      'network-refused',
      `${service.name} is on another machine (${url.host}), and only models on this one are allowed here.`,
      { remedy: 'Leave out --local-only, or choose a local model.' },
    );
  }
  return url;
}

function withPath(base: URL, path: string): URL {
  const [before = '', query] = path.split('?', 2);
  const url = new URL(base);
  url.hash = '';
  if (before !== '') url.pathname = base.pathname.replace(/\/+$/, '') + before;
  if (query !== undefined) url.search = base.search === '' ? query : `${base.search}&${query}`;
  return url;
}

function parsedUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
