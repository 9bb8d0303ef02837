import { modelCall, type Notes, type SpanNotes, streamWithSpan } from '../support/tracing.ts';
import type { GenerateEvent, GenerateRequest, Generator } from './generator.ts';

/**
 * A generator whose every answer is a span with the tokens it took, and nothing of what was said.
 * https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-spans.md
 */
export function tracedGenerator(generator: Generator): Generator {
  const { name, limits } = generator;
  const call = modelCall('chat', name);
  return {
    ...generator,
    name,
    limits,
    generate(request, signal) {
      const answering = async function* (span: SpanNotes) {
        const started = performance.now();
        let isFirst = true;
        for await (const event of generator.generate(request, signal)) {
          if (isFirst) span.note({ 'gen_ai.response.time_to_first_chunk': (performance.now() - started) / 1000 });
          isFirst = false;
          if (event.type === 'finished') span.note(answeredWith(event));
          yield event;
        }
      };
      return streamWithSpan(call.name, { ...call.notes, ...askedFor(request) }, answering, 'client');
    },
    close: () => generator.close(),
  };
}

function askedFor({ maxOutputTokens, temperature, json }: GenerateRequest): Notes {
  return {
    'gen_ai.request.stream': true,
    ...(maxOutputTokens === undefined ? {} : { 'gen_ai.request.max_tokens': maxOutputTokens }),
    ...(temperature === undefined ? {} : { 'gen_ai.request.temperature': temperature }),
    ...(json === undefined ? {} : { 'gen_ai.output.type': 'json' }),
  };
}

function answeredWith({ reason, usage }: Extract<GenerateEvent, { type: 'finished' }>): Notes {
  const { inputTokens, outputTokens } = usage;
  return {
    'gen_ai.response.finish_reasons': [reason],
    ...(inputTokens === undefined ? {} : { 'gen_ai.usage.input_tokens': inputTokens }),
    ...(outputTokens === undefined ? {} : { 'gen_ai.usage.output_tokens': outputTokens }),
  };
}
