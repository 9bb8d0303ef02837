import type { Answer } from '../../data/answer.ts';
import type { Query } from '../../data/query.ts';
import type { AskOptions, Sightline } from '../../engine/engine.ts';
import type { Generator } from '../../generate/generator.ts';
import { SightlineError } from '../../support/errors.ts';
import { estimateTokens } from '../../support/estimate-tokens.ts';
import { AnswerLimit, type AnswerLimits } from './answer-limit.ts';
import type { ChatCompletion, ChatRequest } from './chat-schemas.ts';
import {
  type LinkedCitation,
  linkDefinitions,
  linkedCitations,
  type UrlAnnotation,
  urlAnnotations,
} from './citation-links.ts';
import type { Conversation } from './conversation.ts';
import { strategyOf } from './model-names.ts';
import { PlainMarkdown } from './plain-markdown.ts';
import { standaloneQuestion } from './standalone-question.ts';

/** Why an answer ends where it does, in the words of OpenAI's API. */
export type ChatEnding = ChatCompletion['choices'][number]['finish_reason'];

/** What a chat's answer came to. */
export interface FinishedChat {
  readonly content: string;
  readonly ending: ChatEnding;
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

/** What is asked, whichever way it came. */
export interface AskedChat {
  readonly model: string;
  readonly conversation: Conversation;
  readonly limits: AnswerLimits;
  readonly search?: ChatRequest['sightline'];
  /** Parameters that have no effect here. */
  readonly ignored: readonly string[];
}

export interface ChatSurroundings {
  /** Of this server, for links. */
  readonly origin: string;
  readonly generator: Generator | undefined;
  readonly signal: AbortSignal;
}

/** Answers a chat's last question from the index. */
export async function* chatEvents(
  engine: Sightline,
  { model, conversation, limits, search = {}, ignored }: AskedChat,
  { origin, generator, signal }: ChatSurroundings,
): AsyncGenerator<ChatEvent> {
  const named = strategyOf(model);
  const { k, kinds, filter, nText, nImages, strategy = named, ...more } = search;
  const question = await standaloneQuestion(conversation, generator, signal);
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
    ...defined(more),
    ...(conversation.style === '' ? {} : { style: conversation.style }),
    signal,
  };
  const plain = new PlainMarkdown();
  const limit = new AnswerLimit(limits);
  let content = '';
  for await (const event of engine.askStream(query, options)) {
    if (event.type === 'retrieved') yield { type: 'begun' };
    if (event.type === 'text') {
      const text = plain.push(limit.push(event.text));
      content += text;
      if (text !== '') yield { type: 'text', text };
    }
    if (event.type !== 'finished') continue;
    const last = plain.push(limit.end());
    // That there is no answer is told by the status alone.
    const isMissing = (content + last).trim() === '' && !limit.endedBy;
    const missing = isMissing ? plain.push(limit.push(event.answer.text) + limit.end()) : '';
    const text = content + last + missing;
    const all = linkedCitations(event.answer, origin);
    // Of an answer that ends early, the sources of what is left.
    const citations = limit.endedBy ? all.filter(({ number }) => text.includes(`[${number}]`)) : all;
    const rest = last + missing + linkDefinitions(citations);
    content += rest;
    if (rest !== '') yield { type: 'text', text: rest };
    const asked = { conversation, question: question.text, ignored };
    yield { type: 'finished', chat: finishedChat(content, event.answer, { citations, endedBy: limit.endedBy }, asked) };
    return;
  }
  throw new SightlineError('model-failed', 'The answer broke off before its end.', { remedy: 'Ask again.' });
}

function finishedChat(
  content: string,
  answer: Answer,
  { citations, endedBy }: { readonly citations: readonly LinkedCitation[]; readonly endedBy: AnswerLimit['endedBy'] },
  {
    conversation: { last, earlier, style },
    question,
    ignored,
  }: { readonly conversation: Conversation; readonly question: string; readonly ignored: readonly string[] },
): FinishedChat {
  const { status, by, notes = [], checks, usage = {}, cutBy } = answer;
  const asked = [style, ...earlier.map(({ text }) => text), last.text].join('\n');
  const prompt_tokens = usage.inputTokens ?? estimateTokens(asked);
  const completion_tokens = usage.outputTokens ?? estimateTokens(content);
  return {
    content,
    ending: endedBy ?? (cutBy === 'content-filter' ? 'content_filter' : (cutBy ?? 'stop')),
    annotations: urlAnnotations(content, citations),
    usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    sightline: {
      status,
      by,
      question,
      citations: citations.map((citation) => ({ ...citation })),
      notes: [...notes],
      ...(ignored.length > 0 ? { ignored: [...ignored] } : {}),
      ...(checks ? { checks: checks.map((check) => ({ ...check })) } : {}),
    },
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the parts that are undefined. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
}
