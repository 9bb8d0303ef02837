import { z } from 'zod';
import { SightlineError } from '../support/errors.ts';
import { isWriter, type LocalEncoder, openEncoder } from './local-encoder.ts';
import { knownFamily } from './local-families.ts';
import type { Provider, ProviderContext } from './provider.ts';

/** Models that run on this machine, from a folder or a model hub. What a model is, its own configuration says. */
export const provider: Provider = {
  vendor: 'local',
  description:
    'models run on this machine, from a folder or a model hub: CLIP, SigLIP, sentence encoders, rerankers, captioners, small VLMs',
  examples: [
    'local:Xenova/clip-vit-base-patch32',
    'local:Xenova/all-MiniLM-L6-v2',
    'local:Xenova/ms-marco-MiniLM-L-6-v2',
    'local:./my-clip-model',
  ],
  runsAt: () => 'program',
  async embedder(model, context) {
    const encoder = await opened(model, context);
    return orClosed(encoder, async () => {
      switch (familyOf(encoder)) {
        case 'dual encoder':
          return (await import('./local-clip.ts')).clipEmbedder(encoder, context);
        case 'sentence encoder':
          return (await import('./local-sentences.ts')).sentenceEmbedder(encoder, context);
        case 'cross-encoder':
          throw wrongRole(encoder, 'judges pairs of texts and has no vectors', 'Name it as a reranker (--reranker)');
        case 'something else':
          throw wrongRole(encoder, 'has no vectors of words or pictures', 'Choose a CLIP or a sentence encoder');
      }
    });
  },
  async reranker(model, context) {
    const encoder = await opened(model, context);
    return orClosed(encoder, async () => {
      switch (familyOf(encoder)) {
        case 'dual encoder':
          return (await import('./local-clip.ts')).clipReranker(encoder);
        case 'cross-encoder':
          return (await import('./local-reranker.ts')).crossEncoder(encoder);
        default:
          throw wrongRole(
            encoder,
            'does not judge pairs',
            'Choose a cross-encoder, such as local:Xenova/ms-marco-MiniLM-L-6-v2, or a CLIP model for pictures',
          );
      }
    });
  },
  captioner: async (model, context) => (await import('./local-captioner.ts')).localCaptioner(model, context),
  generator: async (model, context) => (await import('./local-vlm.ts')).localGenerator(model, context),
};

type Family = 'dual encoder' | 'cross-encoder' | 'sentence encoder' | 'something else';

function familyOf({ name, config, pools }: OpenedEncoder): Family {
  const architectures = config.architectures ?? [];
  // CLIPSeg looks for places, and CLAP listens.
  if (/clip|siglip/.test(config.model_type) && config.model_type !== 'clipseg') return 'dual encoder';
  if (pools) return 'sentence encoder';
  if (architectures.some((one) => one.endsWith('ForSequenceClassification'))) return 'cross-encoder';
  if (knownFamily(name, config)) return 'sentence encoder';
  const writes = config.is_encoder_decoder || isWriter(config) || architectures.some((one) => /Conditional/.test(one));
  return writes || config.vision_config ? 'something else' : 'sentence encoder';
}

const modules = z.array(z.object({ type: z.string() }));

interface OpenedEncoder extends LocalEncoder {
  /** Whether its folder says how it makes one vector of a text, whatever the model was before. */
  readonly pools: boolean;
}

async function opened(model: string, context: ProviderContext): Promise<OpenedEncoder> {
  if (!model) {
    throw new SightlineError('bad-option', 'local: needs the name of a model.', {
      remedy: `Such as ${provider.examples.join(' or ')}.`,
    });
  }
  const encoder = await openEncoder(model, context);
  return orClosed(encoder, async () => {
    const steps = await encoder.json('modules.json', modules);
    const pools = steps?.some((step) => step.type.endsWith('Pooling'));
    return { ...encoder, pools: pools ?? (await encoder.json('1_Pooling/config.json', z.unknown())) !== undefined };
  });
}

/** What was opened is closed again when the rest fails. */
async function orClosed<T>(encoder: LocalEncoder, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await encoder.close();
    throw error;
  }
}

function wrongRole({ name, config }: LocalEncoder, why: string, remedy: string): SightlineError {
  return new SightlineError('bad-option', `${name} is a ${config.model_type} model, which ${why}.`, {
    remedy: `${remedy}.`,
  });
}
