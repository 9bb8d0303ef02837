import { askedPictures } from './asked-pictures.ts';
import type { ChatMessage, ContentPart } from './chat-schemas.ts';
import { RefusedRequest } from './openai-error.ts';

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly pictures: readonly string[];
}

export interface Conversation {
  readonly last: Turn;
  /** Before it, oldest first. */
  readonly earlier: readonly Turn[];
  /** What the client wants the answer to sound like: its system prompt. */
  readonly style: string;
}

/** Longest system prompt that is passed on, in characters. */
const longestStyle = 4_000;

/**
 * A chat's messages as a question and what went before it.
 *
 * @param named What the request calls the messages, for errors.
 */
export function conversationOf(messages: readonly ChatMessage[], named = 'messages'): Conversation {
  const turns: Turn[] = [];
  const style: string[] = [];
  for (const [i, { role, content }] of messages.entries()) {
    const param = `${named}[${i}].content`;
    const parts: readonly ContentPart[] =
      typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
    const text = parts
      .flatMap((part) => textOf(part, role, param))
      .join('\n')
      .trim();
    if (role === 'system' || role === 'developer') style.push(text);
    if (role !== 'user' && role !== 'assistant') continue;
    const pictures = role === 'user' ? askedPictures(parts.flatMap(pictureOf), param) : [];
    turns.push({ role, text, pictures });
  }
  const at = turns.findLastIndex(({ role }) => role === 'user');
  const last = turns[at];
  if (!last || (last.text === '' && last.pictures.length === 0)) {
    throw new RefusedRequest('There is no question: the last message of the user is empty.', { param: named });
  }
  return { last, earlier: turns.slice(0, at), style: style.join('\n').trim().slice(0, longestStyle) };
}

function textOf(part: ContentPart, role: string, param: string): string[] {
  if (part.type === 'text' && typeof part.text === 'string') return [part.text];
  if (part.type === 'image_url' || part.type === 'refusal' || role !== 'user') return [];
  throw new RefusedRequest(
    `Parts of type ${JSON.stringify(part.type.slice(0, 60))} are not understood. Ask with text and pictures.`,
    {
      param,
    },
  );
}

function pictureOf(part: ContentPart): string[] {
  if (part.type !== 'image_url') return [];
  const { image_url: picture } = part;
  const url = typeof picture === 'object' && picture !== null && 'url' in picture ? picture.url : undefined;
  return typeof url === 'string' ? [url] : [''];
}
