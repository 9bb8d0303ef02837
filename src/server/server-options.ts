import type { Logger } from 'pino';
import type { Settings } from '../config.ts';
import type { ApiKey, Scope } from './api-keys.ts';

/** A further door mounted on the same server: MCP, for one. It is behind the same keys and limits as all else. */
export interface Door {
  /** `/mcp`; everything below it, too. */
  readonly path: string;
  /** What a key must be allowed to. */
  readonly scope: Scope;
  /** @param access.scope what the request's key is allowed to. */
  fetch(request: Request, access: { readonly scope: Scope }): Promise<Response> | Response;
}

export interface ServerOptions {
  /** Limits, the names of the models, and where the index is; the settings that the engine was opened with. */
  readonly settings: Settings;
  /** Of the program. */
  readonly version: string;
  /** Without any, whoever reaches the server may do everything. */
  readonly keys?: readonly ApiKey[];
  /** Nothing can be added, removed or indexed again. */
  readonly readOnly?: boolean;
  /** Pages of these origins may call the API from a browser: `https://intranet.example`. None unless told. */
  readonly origins?: readonly string[];
  /**
   * Names under which the server may be called, without ports. The names of this machine's own loopback unless told; `any`
   * where keys keep strangers out.
   */
  readonly hosts?: readonly string[] | 'any';
  /** Requests of one key or address: so many a minute in the long run, `burst` at once. False for no limit. */
  readonly rate?: { readonly perMinute: number; readonly burst: number } | false;
  /** Largest body that is not an upload, 48 MiB unless told: pictures of queries come as text in JSON. */
  readonly maxBodyBytes?: number;
  /** Files in one upload, 100 unless told. */
  readonly maxUploadFiles?: number;
  /** Bytes of one upload, 1 GiB unless told. */
  readonly maxUploadBytes?: number;
  /** Longest silence in the middle of an upload, 30 s unless told. */
  readonly idleMs?: number;
  /** Where uploads are kept; unless told, in the index's folder, and for an index in memory in a temporary one. */
  readonly uploads?: string;
  /** Where evaluation reports lie; `evaluations` in the index's folder unless told. */
  readonly evaluations?: string;
  /** Folder of the built page; looked for beside the program unless told. False for none. */
  readonly page?: string | false;
  readonly logger?: Logger;
  readonly doors?: readonly Door[];
}
