import { context, propagation, type TextMapPropagator, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

export interface RecordedSpans {
  /** Those that ended, in the order in which they did. */
  all(): readonly ReadableSpan[];
  /** The first one of a name. */
  named(name: string): ReadableSpan | undefined;
  /** Whether one is inside another, at once or further down. */
  isWithin(name: string, outer: string): boolean;
  /** The names of spans with those inside them, sorted: what happens at once has no order. */
  tree(): readonly SpanTree[];
  forget(): void;
  close(): Promise<void>;
}

/** A span's name, or with what is inside it. */
export type SpanTree = string | SpanBranch;
export interface SpanBranch extends ReadonlyArray<SpanTree> {}

/** For tests: an OpenTelemetry SDK for this process that keeps what it is told. Close it, as it is global. */
export function recordSpans(): RecordedSpans {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const all = (): readonly ReadableSpan[] => exporter.getFinishedSpans();
  const named = (name: string): ReadableSpan | undefined => all().find((one) => one.name === name);
  const parentOf = (span: ReadableSpan): ReadableSpan | undefined =>
    all().find((one) => one.spanContext().spanId === span.parentSpanContext?.spanId);
  const treeOf = (parent: ReadableSpan | undefined): SpanTree[] =>
    all()
      .filter((one) => parentOf(one) === parent)
      .map((one): SpanTree => {
        const inside = treeOf(one);
        return inside.length === 0 ? one.name : [one.name, ...inside];
      })
      .sort((a, b) => (String(a) < String(b) ? -1 : 1));
  return {
    all,
    named,
    isWithin(name, outer) {
      const found = named(name);
      for (let one = found && parentOf(found); one; one = parentOf(one)) if (one.name === outer) return true;
      return false;
    },
    tree: () => treeOf(undefined),
    forget: () => exporter.reset(),
    async close() {
      await provider.shutdown();
      for (const api of [trace, context, propagation]) api.disable();
    },
  };
}

/** For tests: the header `traceparent`, by https://www.w3.org/TR/trace-context/, and baggage as SDKs have it beside that. */
export const fakePropagator: TextMapPropagator = {
  fields: () => ['traceparent'],
  inject(from, carrier, setter) {
    const span = trace.getSpanContext(from);
    setter.set(carrier, 'baggage', 'user=someone');
    if (span) setter.set(carrier, 'traceparent', `00-${span.traceId}-${span.spanId}-0${span.traceFlags}`);
  },
  extract(into, carrier, getter) {
    const [, traceId, spanId, flags] =
      /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/.exec(String(getter.get(carrier, 'traceparent'))) ?? [];
    if (!traceId || !spanId) return into;
    return trace.setSpanContext(into, { traceId, spanId, traceFlags: Number(flags), isRemote: true });
  },
};
