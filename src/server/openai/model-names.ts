import { type StrategyChoice, strategyChoices } from '../../data/strategy.ts';
import type { VectorView } from '../../store/store.ts';
import { RefusedRequest } from './openai-error.ts';

/** The name under which the whole engine is asked; with a strategy or view after a slash for a part of it. */
const engineName = 'sightline';
const views = ['text', 'image'] as const;

/** Every name that a request may give as its model. */
export const modelNames: readonly string[] = [
  engineName,
  ...strategyChoices.map((strategy) => `${engineName}/${strategy}`),
  ...views.map((view) => `${engineName}/${view}`),
];

/** The strategy that a chat's model names; undefined for the one that is set. */
export function strategyOf(model: string): StrategyChoice | undefined {
  if (model === engineName) return undefined;
  const strategy = strategyChoices.find((one) => model === `${engineName}/${one}`);
  if (strategy) return strategy;
  throw unknownModel(model, [engineName, ...strategyChoices.map((one) => `${engineName}/${one}`)]);
}

/**
 * The view whose space an embedding is wanted in; undefined for `sightline`. A view may also be named by its model.
 *
 * @param models The embedders of the views.
 */
export function viewOf(model: string, models: Readonly<Record<VectorView, string>>): VectorView | undefined {
  if (model === engineName) return undefined;
  const view = views.find((one) => model === `${engineName}/${one}` || model === models[one]);
  if (view) return view;
  throw unknownModel(model, [engineName, ...views.map((one) => `${engineName}/${one}`)]);
}

export function unknownModel(model: string, names: readonly string[]): RefusedRequest {
  return new RefusedRequest(
    `The model ${JSON.stringify(model.slice(0, 200))} does not exist here. There are: ${names.join(', ')}.`,
    {
      status: 404,
      param: 'model',
      code: 'model_not_found',
    },
  );
}
