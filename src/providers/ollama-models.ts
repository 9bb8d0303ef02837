import { z } from 'zod';
import { SightlineError } from '../support/errors.ts';
import type { HttpClient } from '../support/http.ts';
import { ConnectionFailure } from '../support/vendor-failure.ts';

/** What the server knows of a model. */
export interface OllamaModel {
  /** `vision`, `embedding`, `completion`, `tools`, …; undefined on servers too old to tell. */
  readonly capabilities: readonly string[] | undefined;
  /** Tokens that are really read: the server cuts what is longer without a word. */
  readonly contextTokens: number;
}

/** The server's own window unless a model or the user asks for more: https://docs.ollama.com/context-length */
const usualContextTokens = 4096;

const shown = z.looseObject({
  capabilities: z.array(z.string()).optional(),
  parameters: z.string().optional(),
  /** The server that a model is run by, where the one asked hands its requests on. */
  remote_host: z.string().optional(),
  model_info: z.record(z.string(), z.unknown()).optional(),
});

/**
 * POST /api/show: https://github.com/ollama/ollama/blob/main/docs/openapi.yaml
 *
 * @throws SightlineError 'network-failed' when no server answers, 'model-missing' when it has no such model, each with the
 * command that helps; 'bad-option' for a model that is run elsewhere, under whatever name, where none may be.
 */
export async function showModel(
  client: HttpClient,
  model: string,
  askedTokens: number | undefined,
): Promise<OllamaModel> {
  // Sent once: a server that is not there will not be there in five seconds.
  const found = await helpfully(model, () => client.json('/api/show', { json: { model }, idempotent: false }));
  const { capabilities, parameters, model_info: info = {}, remote_host: elsewhere } = checked(shown, found, model);
  if (elsewhere && client.service.localOnly) {
    throw new SightlineError(
      'bad-option',
      `ollama:${model} is run by another server, and only local models are allowed.`,
      {
        remedy: 'Choose a model that this machine runs, or leave out --local-only.',
      },
    );
  }
  const ofModel = Object.entries(info).find(([name]) => name.endsWith('.context_length'))?.[1];
  const ofParameters = /^num_ctx\s+"?(\d+)/m.exec(parameters ?? '')?.[1];
  const window = askedTokens ?? (ofParameters === undefined ? usualContextTokens : Number(ofParameters));
  return {
    capabilities,
    contextTokens: typeof ofModel === 'number' && ofModel > 0 ? Math.min(window, ofModel) : window,
  };
}

const listed = z.looseObject({
  models: z.array(z.looseObject({ name: z.string(), digest: z.string().optional() })),
});

/** The digest of a model's content, from GET /api/tags; undefined where the server does not tell. */
export async function modelDigest(client: HttpClient, model: string): Promise<string | undefined> {
  const found = await client.json('/api/tags', { method: 'GET' }).catch((error) => {
    if (error instanceof SightlineError && error.code === 'model-missing') return { models: [] };
    throw error;
  });
  const { models } = checked(listed, found, model);
  const names = model.split('/').at(-1)?.includes(':') ? [model] : [`${model}:latest`, model];
  return models.find(({ name }) => names.includes(name))?.digest;
}

/** The same with the commands that help when there is no server, or no such model on it. */
export async function helpfully<T>(model: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof ConnectionFailure && !error.timedOut) {
      const where = 'set OLLAMA_HOST, or providers.ollama.baseUrl in the settings, to where it runs';
      throw withRemedy(error, `Start it with \`ollama serve\`, or ${where}.`);
    }
    if (error instanceof SightlineError && error.code === 'model-missing') {
      throw withRemedy(error, `Get it with \`ollama pull ${model}\`.`);
    }
    throw error;
  }
}

function withRemedy(error: SightlineError, remedy: string): SightlineError {
  const what = error.message.slice(0, error.message.length - (error.remedy?.length ?? 0)).trim();
  return new SightlineError(error.code, what, { remedy, cause: error });
}

function checked<T>(type: z.ZodType<T>, found: unknown, model: string): T {
  const parsed = type.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new SightlineError('model-failed', `The server that should tell about ollama:${model} is no Ollama.`, {
    remedy: 'Check OLLAMA_HOST, or providers.ollama.baseUrl in the settings.',
    cause: parsed.error,
  });
}
