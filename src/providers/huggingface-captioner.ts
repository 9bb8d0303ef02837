import { z } from 'zod';
import type { Captioner } from '../enrich/captioner.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { shortId } from '../support/hashing.ts';
import type { HttpClient } from '../support/http.ts';

export interface HuggingfaceCaptionerOptions {
  readonly model: string;
  readonly client: HttpClient;
  /** Below the base URL; empty for an endpoint that is the model itself. */
  readonly path: string;
  /** Fields of the request, such as `{"parameters": {"max_new_tokens": 60}}`. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** The pipeline answers with a list, client libraries unwrap it, and the template for endpoints with BLIP says `captions`. */
const one = z.looseObject({ generated_text: z.string() });
const answer = z.union([
  z.tuple([one], z.unknown()).transform(([{ generated_text }]) => generated_text),
  one.transform(({ generated_text }) => generated_text),
  z.looseObject({ captions: z.tuple([z.string()], z.unknown()) }).transform(({ captions }) => captions[0]),
]);

/** Enough for any caption; a model that goes on for ever says nothing more. */
const maxCaptionChars = 2000;

/**
 * Captions by BLIP, GIT or ViT-GPT2: the picture's bytes are the request. With fields of the configuration it goes as JSON in
 * base64, as bytes leave no room for them. These models say one sentence and nothing else of a picture.
 *
 * https://huggingface.co/docs/api-inference/tasks/image-to-text
 */
export function huggingfaceCaptioner({ model, client, path, body }: HuggingfaceCaptionerOptions): Captioner {
  const name = `huggingface:${model}`;
  const hasFields = Object.keys(body).length > 0;
  return {
    name,
    settings: `image-to-text 1 ${hasFields ? shortId(JSON.stringify(body)) : ''}`.trim(),
    // They look at 224 to 480 pixels a side.
    imageSide: 512,
    concurrency: client.service.concurrency,
    async caption(image, mediaType, signal) {
      throwIfAborted(signal);
      const sent = hasFields
        ? { json: { inputs: Buffer.from(image).toString('base64'), ...body } }
        : { body: image, headers: { 'content-type': mediaType } };
      const found = await client.json(path, { ...sent, ...(signal ? { signal } : {}) });
      const parsed = answer.safeParse(found);
      if (!parsed.success) {
        throw new SightlineError('model-failed', `${name} did not answer with a caption.`, {
          remedy: 'Choose a model for the task image-to-text, such as Salesforce/blip-image-captioning-large.',
        });
      }
      const caption = parsed.data.replace(/\s+/g, ' ').trim().slice(0, maxCaptionChars);
      return {
        description: { caption, objects: [], colours: [], text: '', kind: '' },
        usage: { inputTokens: undefined, outputTokens: undefined },
      };
    },
    close: async () => undefined,
  };
}
