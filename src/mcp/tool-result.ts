import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  type CallToolResult,
  ErrorCode,
  McpError,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';
import { SightlineError } from '../support/errors.ts';
import { hideFolders } from '../support/hide-folders.ts';
import type { McpSetting } from './mcp-options.ts';

/** What comes with a call beside its arguments: the signal that cancels it, where progress goes, what it may do. */
export type CallContext = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** Runs a tool; what goes wrong becomes a result that a model can read and act on, not a broken protocol. */
export async function answerCall(
  { onError, privateFolders }: Pick<McpSetting, 'onError' | 'privateFolders'>,
  call: () => Promise<CallToolResult>,
): Promise<CallToolResult> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof SightlineError) return failed(hideFolders(error.message, privateFolders), error.code);
    onError?.(error);
    return failed('Something went wrong inside Sightline that should not have. Its log says what.', 'internal');
  }
}

function failed(message: string, code: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: message }], _meta: { 'sightline/code': code } };
}

/** Resources and completions have no results that say an error, so it is told in the protocol's own way. */
export async function asProtocolError<R>(
  { onError, privateFolders }: Pick<McpSetting, 'onError' | 'privateFolders'>,
  call: () => Promise<R>,
): Promise<R> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof McpError) throw error;
    if (error instanceof SightlineError) {
      throw new McpError(ErrorCode.InternalError, hideFolders(error.message, privateFolders), { code: error.code });
    }
    onError?.(error);
    throw new McpError(ErrorCode.InternalError, 'Something went wrong inside Sightline that should not have.');
  }
}
