import type { Settings } from '../config.ts';
import type { ProviderContext } from '../providers/provider.ts';
import { SightlineError } from '../support/errors.ts';
import { isThisMachine } from '../support/this-machine.ts';
import { findProvider, judgeName, type NamedModel } from './find-provider.ts';

const roles = ['embedder', 'textEmbedder', 'generator', 'captioner', 'reranker'] as const;

/**
 * Refuses a model that would be sent content on another machine, where the settings allow none. What the vendor says of itself
 * decides: {@link Provider.runsAt}.
 *
 * @throws SightlineError 'bad-option' naming the model and where it runs.
 */
export function refuseRemote(
  { name, model, provider }: NamedModel,
  context: Pick<ProviderContext, 'localOnly' | 'vendor' | 'environment'>,
): void {
  if (!context.localOnly) return;
  const place = provider.runsAt(model, context);
  if (place === 'program') return;
  const url = URL.canParse(place.url) ? new URL(place.url) : undefined;
  if (url && isThisMachine(url.hostname)) return;
  const where = url ? ` (${url.host})` : '';
  throw new SightlineError(
    'bad-option',
    `${name} runs on another machine${where}, and only models on this one are allowed here.`,
    { remedy: 'Use a local one (builtin, local:…, ollama:… on this machine), or leave out --local-only.' },
  );
}

/**
 * Refuses the models that settings name, also those that would be opened later or never: two settings that contradict each other
 * are better said at once than in the middle of a run. What is opened is checked again when it is opened, also under names that
 * an index brings along.
 *
 * @throws SightlineError 'bad-option'.
 */
export async function refuseRemoteModels(
  settings: Pick<Settings, (typeof roles)[number]>,
  contextFor: (vendor: string) => ProviderContext,
): Promise<void> {
  for (const role of roles) {
    const name = settings[role];
    if (name === undefined || name === judgeName) continue;
    const named = await findProvider(name);
    refuseRemote(named, contextFor(named.provider.vendor));
  }
}
