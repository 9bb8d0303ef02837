import type { ModelRole, Provider, ProviderContext, RoleModels } from '../providers/provider.ts';
import { providers } from '../registry.ts';
import { SightlineError } from '../support/errors.ts';

/** The words with which a message names a role. */
const roleNames: Readonly<Record<ModelRole, string>> = {
  embedder: 'an embedder',
  captioner: 'a captioner',
  reranker: 'a reranker',
  generator: 'a generator',
};

/**
 * The model that `vendor:model` names, in one of its roles.
 *
 * @throws SightlineError 'bad-option' for a vendor there is not, or one without this role, and what the vendor throws.
 */
export async function resolveModel<R extends ModelRole>(
  role: R,
  name: string,
  contextFor: (vendor: string) => ProviderContext,
): Promise<RoleModels[R]> {
  const at = name.indexOf(':');
  const vendor = at < 0 ? name : name.slice(0, at);
  const model = at < 0 ? '' : name.slice(at + 1);
  const load = Object.entries(providers).find(([known]) => known === vendor)?.[1];
  const provider: Provider | undefined = await load?.();
  if (!provider) {
    throw new SightlineError('bad-option', `There is no model vendor called "${vendor}" (in "${name}").`, {
      remedy: `Models are named vendor:model; vendors are: ${Object.keys(providers).join(', ')}.`,
    });
  }
  const open = provider[role] as ((model: string, context: ProviderContext) => Promise<RoleModels[R]>) | undefined;
  if (!open) {
    throw new SightlineError('bad-option', `${vendor}: has no model that serves as ${roleNames[role]}.`, {
      remedy: `Vendors that have one: ${(await vendorsWith(role)).join(', ')}.`,
    });
  }
  return open.call(provider, model, contextFor(vendor));
}

async function vendorsWith(role: ModelRole): Promise<string[]> {
  const all = await Promise.all(Object.values(providers).map((load): Promise<Provider> => load()));
  return all.filter((provider) => provider[role] !== undefined).map((provider) => provider.vendor);
}
