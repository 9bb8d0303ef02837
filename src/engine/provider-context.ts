import type { Settings } from '../config.ts';
import type { ProviderContext } from '../providers/provider.ts';
import { providers } from '../registry.ts';
import { SightlineError } from '../support/errors.ts';

export interface ModelSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onProgress?: ((message: string, fraction: number | undefined) => void) | undefined;
}

/** What each vendor is given, from the settings. */
export function providerContexts(
  settings: Pick<
    Settings,
    'modelsDirs' | 'offline' | 'localOnly' | 'threads' | 'precision' | 'device' | 'providers' | 'captionPrompt'
  >,
  { environment, onProgress }: ModelSurroundings,
): (vendor: string) => ProviderContext {
  const { modelsDirs, offline, localOnly, threads, precision, device, captionPrompt } = settings;
  const unknown = Object.keys(settings.providers).find((name) => !(name in providers));
  if (unknown !== undefined) {
    throw new SightlineError(
      'bad-option',
      `There is no model vendor called "${unknown}" (in the setting "providers").`,
      {
        remedy: `Vendors are: ${Object.keys(providers).join(', ')}.`,
      },
    );
  }
  return (vendor) => ({
    modelsDirs,
    offline,
    localOnly,
    threads,
    precision,
    device,
    environment,
    vendor: settings.providers[vendor] ?? {},
    ...(captionPrompt === undefined ? {} : { captionPrompt }),
    ...(onProgress ? { onProgress } : {}),
  });
}
