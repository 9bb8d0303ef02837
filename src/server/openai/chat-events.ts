import type { Answer } from '../../data/answer.ts';
import type { Query } from '../../data/query.ts';
import type { AskOptions, Sightline } from '../../engine/engine.ts';
import type { Generator } from '../../generate/generator.ts';
import { SightlineError } from '../../support/errors.ts';
import { estimateTokens } from '../../support/estimate-tokens.ts';
import type { ChatCompletion, ChatRequest } from './chat-schemas.ts';
import {
  type LinkedCitation,
  linkDefinitions,
  linkedCitations,
  type UrlAnnotation,
  urlAnnotations,
} from './citation-links.ts';
import { type Conversation, conversationOf } from './conversation.ts';
import { strategyOf } from './model-names.ts';
import { PlainMarkdown } from './plain-markdown.ts';
import { standaloneQuestion } from './standalone-question.ts';

/** What a chat's answer came to. */
export interface FinishedChat {
  readonly content: string;
  readonly annotations: UrlAnnotation[];
  readonly usage: ChatCompletion['usage'];
  readonly sightline: ChatCompletion['sightline'];
}

export type ChatEvent =
  /** The evidence has been looked for; most of what can go wrong would have by now. */
  | { readonly type: 'begun' }
  /** The next piece of the content, as Markdown that is safe to show. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'finished'; readonly chat: FinishedChat };

export interface ChatSurroundings {
  /** Of this server, for links. */
  readonly origin: string;
  readonly generator: Generator | undefined;
  readonly signal: AbortSignal;
}

/** Answers a chat's last question from the index. */
export async function* chatEvents(
  engine: Sightline,
  request: ChatRequest,
  { origin, generator, signal }: ChatSurroundings,
): AsyncGenerator<ChatEvent> {
  const strategy = strategyOf(request.model);
  const conversation = conversationOf(request.messages);
  const question = await standaloneQuestion(conversation, generator, signal);
  const { k, kinds, filter, nText, nImages, constraints, rerank } = request.sightline ?? {};
  const query: Query = {
    ...(question.text === '' ? {} : { text: question.text }),
    ...(question.pictures.length === 0 ? {} : { image: question.pictures }),
    ...(k === undefined ? {} : { k }),
    ...(kinds ? { kinds } : {}),
    ...(filter?.trim() ? { filter } : {}),
    ...(nText === undefined ? {} : { nText }),
    ...(nImages === undefined ? {} : { nImages }),
  };
  const options: AskOptions = {
    ...(strategy ? { strategy } : {}),
    ...(constraints === undefined ? {} : { constraints }),
    ...(rerank === undefined ? {} : { rerank }),
    ...(conversation.style === '' ? {} : { style: conversation.style }),
    signal,
  };
  const plain = new PlainMarkdown();
  let content = '';
  for await (const event of engine.askStream(query, options)) {
    if (event.type === 'retrieved') yield { type: 'begun' };
    if (event.type === 'text') {
      const text = plain.push(event.text);
      content += text;
      if (text !== '') yield { type: 'text', text };
    }
    if (event.type !== 'finished') continue;
    const citations = linkedCitations(event.answer, origin);
    // That there is no answer is told by the status alone.
    const missing = content.trim() === '' ? plain.push(event.answer.text) : '';
    const rest = missing + linkDefinitions(citations);
    content += rest;
    if (rest !== '') yield { type: 'text', text: rest };
    yield { type: 'finished', chat: finishedChat(content, event.answer, citations, conversation, question.text) };
    return;
  }
  throw new SightlineError('model-failed', 'The answer broke off before its end.', { remedy: 'Ask again.' });
}

function finishedChat(
  content: string,
  answer: Answer,
  citations: LinkedCitation[],
  { last, earlier, style }: Conversation,
  question: string,
): FinishedChat {
  const { status, by, notes = [], checks, usage = {} } = answer;
  const asked = [style, ...earlier.map(({ text }) => text), last.text].join('\n');
  const prompt_tokens = usage.inputTokens ?? estimateTokens(asked);
  const completion_tokens = usage.outputTokens ?? estimateTokens(content);
  return {
    content,
    annotations: urlAnnotations(content, citations),
    usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    sightline: {
      status,
      by,
      question,
      citations: citations.map((citation) => ({ ...citation })),
      notes: [...notes],
      ...(checks ? { checks: checks.map((check) => ({ ...check })) } : {}),
    },
  };
}
