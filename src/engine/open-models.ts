import type { Settings } from '../config.ts';
import type { Captioner } from '../enrich/captioner.ts';
import type { Generator } from '../generate/generator.ts';
import { tracedGenerator } from '../generate/traced-generator.ts';
import type { ModelRole, RoleModels } from '../providers/provider.ts';
import { listwiseJudge } from '../retrieve/listwise-judge.ts';
import type { Reranker } from '../retrieve/reranker.ts';
import { SightlineError } from '../support/errors.ts';
import { judgeName } from './find-provider.ts';
import { type ModelSurroundings, providerContexts } from './provider-context.ts';
import { resolveModel } from './resolve-model.ts';

/** The models beside the embedders that settings name, each opened when it is first needed. */
export interface OpenModels {
  /** Undefined when no generator is set. */
  generator(): Promise<Generator | undefined>;
  reranker(): Promise<Reranker | undefined>;
  captioner(): Promise<Captioner | undefined>;
  close(): Promise<void>;
}

/** Models that the program brought along in place of those that settings name; it closes them itself. */
export type OwnModels = { readonly [R in Exclude<ModelRole, 'embedder'>]?: RoleModels[R] | undefined };

export function openModels(settings: Settings, surroundings: ModelSurroundings, own: OwnModels): OpenModels {
  const opened = new Map<string, () => Promise<unknown>>();
  const model = <R extends keyof OwnModels>(role: R): (() => Promise<RoleModels[R] | undefined>) => {
    let opening: Promise<RoleModels[R]> | undefined;
    return async () => {
      const brought: RoleModels[R] | undefined = own[role];
      const name = settings[role];
      if (brought || name === undefined) return brought;
      opening ??= resolveModel(role, name, providerContexts(settings, surroundings));
      opened.set(role, async () => (await opening)?.close());
      // A model that could not be opened may open the next time, when its server is up.
      opening.catch(() => {
        opening = undefined;
      });
      return opening;
    };
  };
  const untraced = model('generator');
  let last: { readonly of: Generator; readonly traced: Generator } | undefined;
  const generator = async (): Promise<Generator | undefined> => {
    const found = await untraced();
    if (found && last?.of !== found) last = { of: found, traced: tracedGenerator(found) };
    return found && last?.traced;
  };
  const judge = async (): Promise<Reranker> => {
    const judging = await generator();
    if (judging) return listwiseJudge(judging);
    throw new SightlineError('bad-option', 'The reranker "judge" is the generator, and none is set.', {
      remedy: 'Name one: the option generator, such as nvidia:nvidia/nemotron-nano-12b-v2-vl or ollama:llava.',
    });
  };
  return {
    generator,
    reranker: settings.reranker === judgeName && !own.reranker ? judge : model('reranker'),
    captioner: model('captioner'),
    async close() {
      await Promise.all([...opened.values()].map((close) => close().catch(() => undefined)));
    },
  };
}
