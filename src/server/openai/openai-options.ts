import type { Generator } from '../../generate/generator.ts';

export interface OpenAiOptions {
  /** Where clients reach this server, for links: `https://docs.example.com`. As each request named it unless told. */
  readonly publicUrl?: string;
  /** The model that brings follow-up questions into a form that stands by itself, when there is one. */
  readonly generator?: () => Promise<Generator | undefined>;
  /** Largest request, pictures included: 64 MiB unless told. */
  readonly maxRequestBytes?: number;
  /** Folders of this machine that no message names. */
  readonly privateFolders?: readonly string[];
  /** Told of what should not have happened; clients only learn that it did. */
  readonly onError?: (error: unknown) => void;
}

export function originOf(requestUrl: string, { publicUrl }: OpenAiOptions): string {
  return publicUrl?.replace(/\/+$/, '') ?? new URL(requestUrl).origin;
}
