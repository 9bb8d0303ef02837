/** A picture for a model, encoded: PNG, JPEG, WebP or GIF. */
export interface PicturePart {
  readonly type: 'picture';
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** How closely a model should look, where it can be told: `low` costs fewer tokens. */
  readonly detail?: 'low' | 'high';
  /** Words for a model that cannot see, or for which there are too many pictures. */
  readonly standIn?: string;
}

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** The arguments as the model gave them, parsed from JSON. Not yet checked against the tool's schema. */
  readonly input: unknown;
}

/** A conversation in a form that belongs to no vendor; each generator brings it into its own. */
export type Message =
  | { readonly role: 'system'; readonly text: string }
  | { readonly role: 'user'; readonly parts: readonly (TextPart | PicturePart)[] }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly name: string; readonly result: string };

/** A JSON Schema (draft 7) as a plain object. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Something the model may ask for. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly input: JsonSchema;
}

export interface GenerateRequest {
  readonly messages: readonly Message[];
  /** Longest answer in tokens; the model's own limit unless told. */
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  /** Asks for one JSON value of this shape instead of prose. What comes is not checked here: see {@link generateJson}. */
  readonly json?: { readonly name: string; readonly schema: JsonSchema };
  readonly tools?: readonly Tool[];
}

/** Tokens as the vendor counts them; undefined where it does not say. */
export interface TokenUsage {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other';

export type GenerateEvent =
  | { readonly type: 'text'; readonly text: string }
  | ({ readonly type: 'tool-call' } & ToolCall)
  /** The last one. A stream that ends without it was cut off, and throws. */
  | { readonly type: 'finished'; readonly reason: FinishReason; readonly usage: TokenUsage };

/** What a model takes in one request. */
export interface GeneratorLimits {
  /** Prompt and answer together, in tokens. */
  readonly contextTokens: number;
  readonly outputTokens: number;
  /** Most pictures in one request; 0 for a model that cannot see. */
  readonly pictures: number;
  /** Longest side of a picture in pixels; larger ones are made smaller before they are sent. */
  readonly pictureSide: number;
  /** Most encoded bytes of one picture, before base64. */
  readonly pictureBytes: number;
  /** About how many tokens a picture of that size costs, for budgets. */
  readonly pictureTokens: number;
}

/** A model that writes: a language model, with or without eyes. */
export interface Generator {
  /** `vendor:model`. */
  readonly name: string;
  readonly limits: GeneratorLimits;
  /**
   * Streams one answer. Pictures beyond the limits are made smaller or give way to their stand-ins; they never make a
   * request fail.
   *
   * @throws SightlineError 'model-failed', 'network-failed' (also for a stream that is cut), 'network-refused', 'cancelled',
   * 'bad-option' (a key that is missing or refused).
   */
  generate(request: GenerateRequest, signal?: AbortSignal): AsyncIterable<GenerateEvent>;
  /** Frees the model's memory, where it runs here. */
  close(): Promise<void>;
}
