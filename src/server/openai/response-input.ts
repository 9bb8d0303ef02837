import type { ChatMessage, ContentPart } from './chat-schemas.ts';
import { type Conversation, conversationOf } from './conversation.ts';
import { RefusedRequest } from './openai-error.ts';
import type { ResponseItem, ResponsePart, ResponseRequest } from './response-schemas.ts';

/** The input of a response as the conversation it is. */
export function conversationOfInput({ input, instructions }: ResponseRequest): Conversation {
  const items: readonly ResponseItem[] = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  const messages = items.map(messageOf);
  // Last, so that errors name the places of the client's own messages.
  const style: ChatMessage[] = instructions ? [{ role: 'developer', content: instructions }] : [];
  return conversationOf([...messages, ...style], 'input');
}

function messageOf(item: ResponseItem, i: number): ChatMessage {
  if (item.type === 'item_reference') {
    throw new RefusedRequest('Nothing is kept between requests: send the item itself.', {
      param: `input[${i}]`,
      code: 'unsupported_parameter',
    });
  }
  const { role, content } = item;
  // What tools were called with and what came of it is no part of the question.
  if (role !== 'user' && role !== 'assistant' && role !== 'system' && role !== 'developer') return { role: 'tool' };
  if (typeof content === 'string') return { role, content };
  const parts = Array.isArray(content) ? content : [];
  return { role, content: parts.map((part: ResponsePart) => partOf(part, `input[${i}].content`)) };
}

function partOf(part: ResponsePart, param: string): ContentPart {
  if ((part.type === 'input_text' || part.type === 'output_text') && typeof part.text === 'string') {
    return { type: 'text', text: part.text };
  }
  if (part.type !== 'input_image') return { type: part.type };
  if ('file_id' in part && part.file_id) {
    throw new RefusedRequest('There are no uploaded files to ask with: give the picture as image_url.', { param });
  }
  const { image_url: url } = part;
  return { type: 'image_url', image_url: { url: typeof url === 'string' ? url : '' } };
}
