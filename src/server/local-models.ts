import type { Settings } from '../config.ts';
import { SightlineError } from '../support/errors.ts';
import { isLoopback } from './listen.ts';

/** What runs inside this program. */
const ownVendors: ReadonlySet<string> = new Set(['builtin', 'local', 'tesseract', 'paddle']);
/** What runs on this machine unless it is told another address. */
const machineVendors: Readonly<Record<string, string>> = { ollama: 'OLLAMA_HOST' };
const roles = ['embedder', 'textEmbedder', 'generator', 'captioner', 'reranker'] as const;

/**
 * Refuses models that would send anything to another machine. A vendor counts as local where it runs in this program, or its
 * base URL is on this machine.
 *
 * @param used names of models that an index was made with.
 * @throws SightlineError 'bad-option' naming the model.
 */
export function refuseRemoteModels(
  settings: Pick<Settings, (typeof roles)[number] | 'providers'>,
  used: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const named = roles.map((role) => settings[role]).filter((name) => name !== undefined);
  const remote = [...named, ...used].find((name) => !isLocal(name, settings.providers, environment));
  if (remote === undefined) return;
  throw new SightlineError('bad-option', `${remote} runs on another machine, and only local models are allowed here.`, {
    remedy: 'Use a local one (builtin, local:…, ollama:… on this machine), or leave out --local-only.',
  });
}

function isLocal(
  name: string,
  providers: Settings['providers'],
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const [vendor = ''] = name.split(':');
  if (ownVendors.has(vendor)) return true;
  const variable = machineVendors[vendor];
  const address = providers[vendor]?.baseUrl ?? (variable === undefined ? undefined : environment[variable]);
  if (address === undefined || address === '') return variable !== undefined;
  const url = /^https?:\/\//i.test(address) ? address : `http://${address}`;
  return URL.canParse(url) && isLoopback(new URL(url).hostname);
}
