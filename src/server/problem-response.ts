import { HTTPException } from 'hono/http-exception';
import { type ErrorCode, SightlineError } from '../support/errors.ts';
import { hideFolders } from '../support/hide-folders.ts';
import { shownName } from '../support/shown-name.ts';
import { HttpProblem, problemStatus } from './http-problem.ts';
import type { Problem } from './schemas.ts';

/** The HTTP status of each kind of trouble the engine tells of. */
const statusOf: Readonly<Record<ErrorCode, number>> = {
  'bad-option': 400,
  'bad-query': 400,
  'bad-filter': 400,
  'network-refused': 403,
  'index-missing': 404,
  'index-locked': 409,
  'index-mismatch': 409,
  'limit-exceeded': 413,
  'unsupported-type': 415,
  'unreadable-file': 422,
  'broken-content': 422,
  // The client went away; nobody reads this.
  cancelled: 499,
  'index-corrupt': 500,
  'model-failed': 502,
  'network-failed': 502,
  'model-missing': 503,
  closed: 503,
  'disk-full': 507,
};

const titles: Readonly<Record<number, string>> = {
  400: 'The request is not right',
  401: 'A key is needed',
  403: 'Not allowed',
  404: 'Not found',
  405: 'This cannot be done here',
  408: 'Too slow',
  409: 'Not possible now',
  413: 'Too large',
  415: 'A type that is not taken',
  416: 'Nothing in that range',
  422: 'The content cannot be used',
  429: 'Too many requests',
  499: 'Cancelled',
  502: 'A service did not answer as it should',
  503: 'Not available now',
  507: 'The disk is full',
};

export interface ProblemContext {
  readonly requestId: string;
  /** Folders whose paths are nobody's business outside; their names stay. */
  readonly privateFolders: readonly string[];
}

/** What went wrong, as clients are told it. What was not foreseen is not told: its message may hold anything. */
export function problemOf(error: unknown, context: ProblemContext): Problem {
  const told = toldOf(error);
  const hidden = (text: string): string => shownName(hideFolders(text, context.privateFolders), 2_000);
  return {
    type: 'about:blank',
    title: titles[told.status] ?? 'Something went wrong',
    status: told.status,
    detail: hidden(told.detail),
    ...(told.remedy === undefined ? {} : { remedy: hidden(told.remedy) }),
    code: told.code,
    requestId: context.requestId,
  };
}

/** Under `/v1/` it also says so in the way that clients of OpenAI's API look for, or they would show no reason at all. */
export function problemResponse(
  problem: Problem,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { detail, remedy, code } = problem;
  const message = [detail, remedy].filter(Boolean).join(' ');
  const forOpenAi = { error: { message, type: 'invalid_request_error', param: null, code } };
  return new Response(JSON.stringify(path.startsWith('/v1/') ? { ...problem, ...forOpenAi } : problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
}

interface Told {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly remedy?: string | undefined;
}

function toldOf(error: unknown): Told {
  if (error instanceof HttpProblem) {
    return { status: problemStatus[error.code], code: error.code, detail: error.message, remedy: error.remedy };
  }
  if (error instanceof SightlineError) {
    const { code, remedy, message } = error;
    const detail = remedy && message.endsWith(` ${remedy}`) ? message.slice(0, -remedy.length - 1) : message;
    return { status: statusOf[code], code, detail, remedy };
  }
  if (error instanceof HTTPException && error.status < 500) {
    const code = error.status === 415 ? 'unsupported-media-type' : error.status === 413 ? 'too-large' : 'bad-request';
    return { status: error.status, code, detail: error.message || 'The request is not right.' };
  }
  return {
    status: 500,
    code: 'internal',
    detail: 'Something went wrong in the server.',
    remedy: "The server's log says more under this request's id.",
  };
}
