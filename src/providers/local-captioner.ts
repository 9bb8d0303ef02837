import { z } from 'zod';
import type { Captioner } from '../enrich/captioner.ts';
import { chatCaptioner } from '../enrich/chat-captioner.ts';
import type { Generator, PicturePart, TextPart } from '../generate/generator.ts';
import { SightlineError } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';
import { openModelSource } from '../support/transformers-models.ts';
import { encoderDecoderCaptioner } from './local-captioner-encoder-decoder.ts';
import { openFlorence } from './local-florence.ts';
import { localGenerator, seeingModelTypes } from './local-vlm.ts';
import type { ProviderContext } from './provider.ts';

/**
 * Describes pictures on this machine: with Florence-2 (caption, objects, text), with an encoder and decoder such as vit-gpt2
 * (a short caption), or with a small model that chats about pictures, which alone follows `context.captionPrompt`.
 *
 * @throws SightlineError 'model-missing'; 'bad-option' for a model that describes nothing.
 */
export async function localCaptioner(model: string, context: ProviderContext): Promise<Captioner> {
  if (!model) {
    throw new SightlineError('bad-option', 'local: needs the name of a model that describes pictures.', {
      remedy: 'Such as local:onnx-community/Florence-2-base-ft or local:Xenova/vit-gpt2-image-captioning.',
    });
  }
  const source = await openModelSource(model, context);
  const { model_type: type } = await source.load('configuration', async (options) =>
    z.object({ model_type: z.string() }).parse(await source.library.AutoConfig.from_pretrained(source.name, options)),
  );
  if (type === 'vision-encoder-decoder') return encoderDecoderCaptioner(model, context);
  if (type === 'florence2') return openFlorence(model, context);
  if (seeingModelTypes.includes(type)) return chattingCaptioner(model, context, await source.fingerprint());
  throw new SightlineError('bad-option', `local:${model} is a ${type} model and describes no pictures.`, {
    remedy: `Choose one of the types florence2, vision-encoder-decoder, ${seeingModelTypes.join(', ')}.${type.startsWith('blip') ? ' BLIP has no ONNX form here; huggingface: runs it on a server.' : ''}`,
  });
}

async function chattingCaptioner(model: string, context: ProviderContext, fingerprint: string): Promise<Captioner> {
  // On a processor a picture in tiles takes ten times as long as the whole of it, a minute or more.
  const detail = context.device === 'cpu' ? 'low' : undefined;
  const captioner = chatCaptioner(brief(await localGenerator(model, context), detail), {
    // The next picture is made ready while one is described.
    concurrency: 2,
    ...(context.captionPrompt === undefined ? {} : { prompt: context.captionPrompt }),
  });
  return { ...captioner, settings: contentHash(captioner.settings, fingerprint, detail ?? '').slice(0, 12) };
}

/** Longest description: small models that lose the thread repeat themselves up to the end they are given. */
const mostCaptionTokens = 512;
/** No model here sees more of a picture at low detail than 512 pixels square. */
const lowDetailSide = 1024;

/** The form of a description is asked for in words already; small models do better without its schema, too. */
function brief(generator: Generator, detail: 'low' | undefined): Generator {
  const { limits } = generator;
  const look = (part: TextPart | PicturePart) => (part.type === 'picture' && detail ? { ...part, detail } : part);
  return {
    ...generator,
    limits: detail ? { ...limits, pictureSide: Math.min(limits.pictureSide, lowDetailSide) } : limits,
    generate({ json: _json, ...request }, signal) {
      const maxOutputTokens = Math.min(request.maxOutputTokens ?? mostCaptionTokens, mostCaptionTokens);
      const messages = request.messages.map((message) =>
        message.role === 'user' ? { ...message, parts: message.parts.map(look) } : message,
      );
      return generator.generate({ ...request, messages, maxOutputTokens }, signal);
    },
  };
}
