import type { Attributes, Span } from '@opentelemetry/api';
import { SightlineError } from './errors.ts';
import { loadCommonJs } from './load-common-js.ts';

/*
 * Spans of what is done, for whoever registers an OpenTelemetry SDK; without one they cost the look whether there is one.
 *
 * Attributes say how much, how long and with which model. They never hold words of documents or questions, names of files, or
 * messages of errors, which may quote both: of an error its code is told, as `error.type`.
 */

/** What is known of some work, as its span is to say it. */
export type Notes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** What work may say of the span it is done in. */
export interface SpanNotes {
  note(notes: Notes): void;
  /** Marks the span as failed, with a code that quotes nothing. */
  fail(type: string): void;
}

/** `client` for what is asked of another program, `internal` for what this one does. */
export type SpanSide = 'internal' | 'client';

type Api = typeof import('@opentelemetry/api');

/** Where every copy of the API keeps what was registered: `internal/global-utils` in its sources. */
const registered = Symbol.for('opentelemetry.js.api.1');
let loaded: Api | undefined;

/** Undefined unless an SDK was registered: loading the API takes longer than a search does. */
function openTelemetry(): Api | undefined {
  if (!(registered in globalThis)) return undefined;
  loaded ??= loadCommonJs<Api>('@opentelemetry/api');
  return loaded;
}

const unheard: SpanNotes = { note: () => undefined, fail: () => undefined };

/** Work inside a span, which is the parent of spans inside it and ends with it. */
export async function withSpan<T>(
  name: string,
  notes: Notes,
  work: (span: SpanNotes) => Promise<T>,
  side: SpanSide = 'internal',
): Promise<T> {
  const api = openTelemetry();
  if (!api) return work(unheard);
  const span = startSpan(api, name, notes, side);
  try {
    return await api.context.with(api.trace.setSpan(api.context.active(), span), () => work(notesOf(api, span)));
  } catch (error) {
    notesOf(api, span).fail(typeOf(error));
    throw error;
  } finally {
    span.end();
  }
}

/** The same for what comes piece by piece: from the first piece that is asked for to the last, or until the reader leaves. */
export function streamWithSpan<T>(
  name: string,
  notes: Notes,
  stream: (span: SpanNotes) => AsyncGenerator<T, void, undefined>,
  side: SpanSide = 'internal',
): AsyncGenerator<T, void, undefined> {
  const api = openTelemetry();
  return api ? spannedStream(api, name, notes, stream, side) : stream(unheard);
}

async function* spannedStream<T>(
  api: Api,
  name: string,
  notes: Notes,
  stream: (span: SpanNotes) => AsyncGenerator<T, void, undefined>,
  side: SpanSide,
): AsyncGenerator<T, void, undefined> {
  const span = startSpan(api, name, notes, side);
  // A generator runs in the context of whoever asks for its next piece.
  const inside = api.trace.setSpan(api.context.active(), span);
  const pieces = stream(notesOf(api, span));
  try {
    for (;;) {
      const next = await api.context.with(inside, () => pieces.next());
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    notesOf(api, span).fail(typeOf(error));
    throw error;
  } finally {
    try {
      await api.context.with(inside, () => pieces.return());
    } finally {
      span.end();
    }
  }
}

/** A part of some work that is done in many pieces, interleaved with its other parts. */
export interface Stage {
  run<T>(piece: () => Promise<T>): Promise<T>;
  /** After the last piece. */
  end(): void;
}

/**
 * One span for all pieces of a part, so that a document of a thousand pages has not thousands of them: it lasts from the first
 * piece to the end of the last, and says how many there were and for how long at least one was under way.
 */
export function stageSpan(name: string): Stage {
  const api = openTelemetry();
  if (!api) return { run: (piece) => piece(), end: () => undefined };
  const parent = api.context.active();
  let span: Span | undefined;
  let pieces = 0;
  let underWay = 0;
  let since = 0;
  let busyMs = 0;
  let endedAt = 0;
  return {
    async run(piece) {
      const mine = span ?? api.context.with(parent, () => startSpan(api, name, {}, 'internal'));
      span = mine;
      pieces++;
      if (underWay++ === 0) since = performance.now();
      try {
        return await api.context.with(api.trace.setSpan(parent, mine), piece);
      } catch (error) {
        notesOf(api, mine).fail(typeOf(error));
        throw error;
      } finally {
        endedAt = Date.now();
        if (--underWay === 0) busyMs += performance.now() - since;
      }
    },
    end() {
      span?.setAttributes({ 'sightline.pieces': pieces, 'sightline.busy_ms': Math.round(busyMs * 10) / 10 });
      span?.end(endedAt);
    },
  };
}

function startSpan(api: Api, name: string, notes: Notes, side: SpanSide): Span {
  const kind = side === 'client' ? api.SpanKind.CLIENT : api.SpanKind.INTERNAL;
  return api.trace.getTracer('sightline').startSpan(name, { kind, attributes: attributesOf(notes) });
}

function notesOf(api: Api, span: Span): SpanNotes {
  return {
    note: (notes) => void span.setAttributes(attributesOf(notes)),
    fail: (type) => void span.setStatus({ code: api.SpanStatusCode.ERROR }).setAttribute('error.type', type),
  };
}

function attributesOf(notes: Notes): Attributes {
  const entries = Object.entries(notes);
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]));
}

function typeOf(error: unknown): string {
  if (error instanceof SightlineError) return error.code;
  return error instanceof Error ? error.name : '_OTHER';
}

/**
 * Name and notes for a call of a model named `vendor:model`, by the conventions for generative AI, which are not final:
 * https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-spans.md
 */
export function modelCall(
  operation: 'chat' | 'embeddings',
  name: string,
): { readonly name: string; readonly notes: Notes } {
  const at = name.indexOf(':');
  const [vendor, model] = at < 0 ? [name, name] : [name.slice(0, at), name.slice(at + 1)];
  const notes = { 'gen_ai.operation.name': operation, 'gen_ai.provider.name': vendor, 'gen_ai.request.model': model };
  return { name: `${operation} ${model}`, notes };
}

/** What ties a request to a trace: https://www.w3.org/TR/trace-context/. Baggage may hold anything, and is not passed on. */
const carried: ReadonlySet<string> = new Set(['traceparent', 'tracestate']);

/** Headers that tie a request to the span it is sent in; none unless a propagator is registered. */
export function traceHeaders(): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  const api = openTelemetry();
  api?.propagation.inject(api.context.active(), headers);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => carried.has(name)));
}
