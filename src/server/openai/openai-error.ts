import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { type ErrorCode, SightlineError } from '../../support/errors.ts';
import { hideFolders } from '../../support/hide-folders.ts';

/** An error as clients of OpenAI's API expect it: https://platform.openai.com/docs/guides/error-codes */
export const openAiErrorSchema = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
});
export type OpenAiErrorBody = z.infer<typeof openAiErrorSchema>;

/** A request that is refused for something in it. */
export class RefusedRequest extends Error {
  readonly status: 400 | 404 | 413;
  readonly param: string | null;
  readonly code: string | null;

  constructor(
    message: string,
    {
      status = 400,
      param = null,
      code = null,
    }: { status?: 400 | 404 | 413; param?: string | null; code?: string | null } = {},
  ) {
    super(message);
    this.name = 'RefusedRequest';
    this.status = status;
    this.param = param;
    this.code = code;
  }
}

const statuses: Readonly<Record<ErrorCode, ContentfulStatusCode>> = {
  'unreadable-file': 400,
  'unsupported-type': 400,
  'limit-exceeded': 413,
  'broken-content': 400,
  'network-refused': 400,
  'network-failed': 502,
  'index-missing': 503,
  'index-locked': 503,
  'index-corrupt': 500,
  'index-mismatch': 500,
  'disk-full': 507,
  'model-missing': 503,
  'model-failed': 502,
  'bad-option': 400,
  'bad-query': 400,
  'bad-filter': 400,
  cancelled: 408,
  closed: 503,
};

/** Whatever was thrown, as a status and a body. What should not have happened is told without its details. */
export function openAiError(
  error: unknown,
  privateFolders: readonly string[] = [],
): { readonly status: ContentfulStatusCode; readonly body: OpenAiErrorBody } {
  if (error instanceof RefusedRequest) {
    const { status, message, param, code } = error;
    return { status, body: { error: { message, type: 'invalid_request_error', param, code } } };
  }
  if (error instanceof SightlineError) {
    const status = statuses[error.code];
    const type = status < 500 ? 'invalid_request_error' : 'server_error';
    const message = hideFolders(error.message, privateFolders);
    return { status, body: { error: { message, type, param: null, code: error.code } } };
  }
  const message = 'Something went wrong inside Sightline that should not have. Its log says what.';
  return { status: 500, body: { error: { message, type: 'server_error', param: null, code: 'internal' } } };
}
