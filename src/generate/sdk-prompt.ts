import type {
  JSONSchema7,
  LanguageModelV3CallOptions,
  LanguageModelV3FilePart,
  LanguageModelV3Message,
  LanguageModelV3Prompt,
  LanguageModelV3TextPart,
} from '@ai-sdk/provider';
import type { GenerateRequest, JsonSchema, Message, PicturePart, TextPart } from './generator.ts';

/** What is said in place of a message of which nothing is left: servers refuse empty ones. */
const nothingLeft = '(a picture that cannot be shown)';

/** A request as the AI SDK's models take it. Pictures are expected to fit already. */
export function toSdkOptions(
  { messages, maxOutputTokens, temperature, json, tools }: GenerateRequest,
  signal: AbortSignal | undefined,
): LanguageModelV3CallOptions {
  return {
    prompt: toSdkPrompt(messages),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(json ? { responseFormat: { type: 'json', name: json.name, schema: toSdkSchema(json.schema) } } : {}),
    ...(tools && tools.length > 0
      ? {
          tools: tools.map(({ name, description, input }) => ({
            type: 'function' as const,
            name,
            description,
            inputSchema: toSdkSchema(input),
          })),
          toolChoice: { type: 'auto' },
        }
      : {}),
    ...(signal ? { abortSignal: signal } : {}),
  };
}

/** System messages become one at the beginning: many models' chat templates know no other place for it. */
function toSdkPrompt(messages: readonly Message[]): LanguageModelV3Prompt {
  const system = messages.flatMap((message) => (message.role === 'system' && message.text ? [message.text] : []));
  return [
    ...(system.length > 0 ? [{ role: 'system' as const, content: system.join('\n\n') }] : []),
    ...messages.flatMap(toSdkMessages),
  ];
}

function toSdkMessages(message: Message): LanguageModelV3Message[] {
  switch (message.role) {
    case 'system':
      return [];
    case 'user': {
      const content = message.parts.flatMap(toSdkParts);
      return [{ role: 'user', content: content.length > 0 ? content : [{ type: 'text', text: nothingLeft }] }];
    }
    case 'assistant': {
      const calls = message.toolCalls ?? [];
      const content = [
        ...textParts(message.text),
        ...calls.map(({ id, name, input }) => ({
          type: 'tool-call' as const,
          toolCallId: id,
          toolName: name,
          input,
        })),
      ];
      return content.length > 0 ? [{ role: 'assistant', content }] : [];
    }
    case 'tool': {
      const { callId, name, result } = message;
      const output = { type: 'text' as const, value: result };
      return [{ role: 'tool', content: [{ type: 'tool-result', toolCallId: callId, toolName: name, output }] }];
    }
  }
}

function toSdkParts(part: TextPart | PicturePart): (LanguageModelV3TextPart | LanguageModelV3FilePart)[] {
  if (part.type === 'text') return textParts(part.text);
  const { bytes, mediaType, detail } = part;
  // As text already: the SDK would turn bytes into it one by one.
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  // Vendors other than those behind `openAiGenerator` do not look at what stands under this name.
  const providerOptions = detail ? { providerOptions: { openaiCompatible: { detail } } } : {};
  return [{ type: 'file', data, mediaType, ...providerOptions }];
}

function textParts(text: string): LanguageModelV3TextPart[] {
  return text === '' ? [] : [{ type: 'text', text }];
}

/** The SDK's type names every keyword; ours is any object, and goes over the wire as it is. */
function toSdkSchema(schema: JsonSchema): JSONSchema7 {
  return schema as JSONSchema7;
}
