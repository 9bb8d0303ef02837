/** How one vendor is reached. */
export interface HttpService {
  /** For messages: `nvidia`. */
  readonly name: string;
  /** Without a slash at its end. A query stays at the end of every address. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Keys and tokens, which must never be seen in an error or a log. */
  readonly secrets: readonly string[];
  /** Longest wait for the beginning of an answer, and between two pieces of it, in milliseconds. */
  readonly timeoutMs: number;
  /** How often a request is repeated after 408, 429, 5xx or a broken connection; after silence once at most. */
  readonly retries: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** No network beyond this machine. */
  readonly offline: boolean;
  /** The same for content, which may not leave this machine; said of a setting of its own. False unless told. */
  readonly localOnly?: boolean;
  /** What to do about a refused key, such as which environment variable to set. */
  readonly keyRemedy: string;
  /** Largest answer that is taken, unpacked: 256 MiB unless told. */
  readonly maxAnswerBytes?: number;
}
