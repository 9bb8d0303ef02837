import type { Provider } from '../providers/provider.ts';
import { providers } from '../registry.ts';
import { SightlineError } from '../support/errors.ts';

/** In place of a reranker's name: the generator judges. */
export const judgeName = 'judge';

/** A model's name taken apart. */
export interface NamedModel {
  /** `vendor:model`, as it was given. */
  readonly name: string;
  /** What the vendor calls it; empty for a vendor with one model. */
  readonly model: string;
  readonly provider: Provider;
}

/** @throws SightlineError 'bad-option' for a vendor there is not. */
export async function findProvider(name: string): Promise<NamedModel> {
  const at = name.indexOf(':');
  const vendor = at < 0 ? name : name.slice(0, at);
  const load = Object.entries(providers).find(([known]) => known === vendor)?.[1];
  const provider: Provider | undefined = await load?.();
  if (provider) return { name, model: at < 0 ? '' : name.slice(at + 1), provider };
  throw new SightlineError('bad-option', `There is no model vendor called "${vendor}" (in "${name}").`, {
    remedy: `Models are named vendor:model; vendors are: ${Object.keys(providers).join(', ')}.`,
  });
}
