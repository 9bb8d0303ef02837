import { SightlineError } from './errors.ts';
import { type HttpClient, httpClient } from './http.ts';
import type { VendorOptions } from './vendor-options.ts';

export interface VendorDefaults {
  /** As in `vendor:model`. */
  readonly vendor: string;
  readonly baseUrl: string;
  /** Environment variables that may hold the key, the first one found wins; none for vendors without keys. */
  readonly keyNames: readonly string[];
  /** Environment variables that may hold the base URL. */
  readonly baseUrlNames?: readonly string[];
  /** How the key is sent; as a bearer token unless told. */
  readonly keyHeaders?: (key: string) => Record<string, string>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether a service at another base URL may do without a key, as self-hosted ones do. */
  readonly keyOptionalElsewhere?: boolean;
  readonly concurrency?: number;
  readonly timeoutMs?: number;
}

interface ServiceContext {
  readonly vendor: VendorOptions;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly offline: boolean;
  readonly localOnly?: boolean;
}

/** The base URL of a vendor: that of the settings, else of the environment, else its own. Without a slash at its end. */
export function vendorUrl(
  { baseUrl, baseUrlNames = [] }: Pick<VendorDefaults, 'baseUrl' | 'baseUrlNames'>,
  { vendor, environment }: Pick<ServiceContext, 'vendor' | 'environment'>,
): string {
  return (vendor.baseUrl ?? firstOf(baseUrlNames, environment) ?? baseUrl).replace(/\/+$/, '');
}

/**
 * A client for a vendor from its defaults, the configuration and the environment, in that order from weak to strong for
 * nothing but the key and the base URL, of which the configuration's comes first.
 *
 * @throws SightlineError 'bad-option' when there is no key, naming the option and the environment variable.
 */
export function vendorService(defaults: VendorDefaults, context: ServiceContext): HttpClient {
  const { vendor: given, environment, offline, localOnly = false } = context;
  const { vendor, keyNames } = defaults;
  const elsewhere = given.baseUrl ?? firstOf(defaults.baseUrlNames ?? [], environment);
  const baseUrl = vendorUrl(defaults, context);
  const key = given.apiKey?.trim() || firstOf(keyNames, environment);
  const where = `Set ${keyNames.join(' or ')} in the environment, or providers.${vendor}.apiKey in the settings.`;
  const isNeeded = keyNames.length > 0 && !(elsewhere !== undefined && defaults.keyOptionalElsewhere);
  if (key === undefined && isNeeded)
    throw new SightlineError('bad-option', `${vendor}: needs a key.`, { remedy: where });
  // A header that holds a line break could smuggle in others.
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
    throw new SightlineError('bad-option', `The key of ${vendor}: holds characters that no key has.`, {
      remedy: where,
    });
  }
  const keyHeaders = defaults.keyHeaders ?? ((value) => ({ authorization: `Bearer ${value}` }));
  return httpClient({
    name: vendor,
    baseUrl,
    headers: { ...defaults.headers, ...(key === undefined ? {} : keyHeaders(key)), ...given.headers },
    secrets: [...(key === undefined ? [] : [key]), ...secretHeaders(given.headers ?? {})],
    timeoutMs: given.timeoutMs ?? defaults.timeoutMs ?? 120_000,
    retries: given.retries ?? 4,
    concurrency: given.concurrency ?? defaults.concurrency ?? 4,
    offline,
    localOnly,
    keyRemedy: keyNames.length > 0 ? where : `Check the settings of providers.${vendor}.`,
  });
}

function firstOf(names: readonly string[], environment: ServiceContext['environment']): string | undefined {
  return names.map((name) => environment[name]?.trim()).find((value) => value !== undefined && value !== '');
}

/** Values of headers whose names say that nobody else should see them. */
function secretHeaders(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    /auth|key|token|secret|cookie|credential/i.test(name) ? [value, ...value.split(' ')] : [],
  );
}
