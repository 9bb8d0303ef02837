import type { ModelRole, Provider, ProviderContext, RoleModels } from '../providers/provider.ts';
import { providers } from '../registry.ts';
import { SightlineError } from '../support/errors.ts';
import { findProvider } from './find-provider.ts';
import { refuseRemote } from './local-only.ts';

/** The words with which a message names a role. */
const roleNames: Readonly<Record<ModelRole, string>> = {
  embedder: 'an embedder',
  captioner: 'a captioner',
  reranker: 'a reranker',
  generator: 'a generator',
};

/**
 * The model that `vendor:model` names, in one of its roles. Every model of a vendor is opened here, so that none gets past the
 * setting `localOnly`.
 *
 * @throws SightlineError 'bad-option' for a vendor there is not, one without this role, or a model on another machine where
 * those are not allowed, and what the vendor throws.
 */
export async function resolveModel<R extends ModelRole>(
  role: R,
  name: string,
  contextFor: (vendor: string) => ProviderContext,
): Promise<RoleModels[R]> {
  const named = await findProvider(name);
  const { model, provider } = named;
  const { vendor } = provider;
  const context = contextFor(vendor);
  refuseRemote(named, context);
  const open = provider[role] as ((model: string, context: ProviderContext) => Promise<RoleModels[R]>) | undefined;
  if (!open) {
    throw new SightlineError('bad-option', `${vendor}: has no model that serves as ${roleNames[role]}.`, {
      remedy: `Vendors that have one: ${(await vendorsWith(role)).join(', ')}.`,
    });
  }
  return open.call(provider, model, context);
}

async function vendorsWith(role: ModelRole): Promise<string[]> {
  const all = await Promise.all(Object.values(providers).map((load): Promise<Provider> => load()));
  return all.filter((provider) => provider[role] !== undefined).map((provider) => provider.vendor);
}
