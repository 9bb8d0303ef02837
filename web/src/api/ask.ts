import { jsonBody, request, requestJson } from './request.ts';
import { brokenOff, failureFrom } from './request-failure.ts';
import { serverSent } from './server-sent.ts';
import type { Answer, Round, SearchBody, SearchReply } from './types.ts';

export function search(body: SearchBody, signal: AbortSignal): Promise<SearchReply> {
  return requestJson<SearchReply>('api/search', { ...jsonBody(body), signal });
}

export interface AskListener {
  hits(reply: SearchReply): void;
  text(piece: string): void;
  round(round: Round): void;
  answer(answer: Answer): void;
}

/** Asks, and tells what happens while it happens. */
export async function ask(body: SearchBody, listener: AskListener, signal: AbortSignal): Promise<void> {
  const response = await request('api/ask', { ...jsonBody(body), signal });
  let whole = false;
  for await (const { event, data } of serverSent(response)) {
    if (event === 'hits') listener.hits(data as SearchReply);
    else if (event === 'text') listener.text((data as { text: string }).text);
    else if (event === 'round') listener.round(data as Round);
    else if (event === 'answer') {
      whole = true;
      listener.answer(data as Answer);
    } else if (event === 'error') throw failureFrom(500, data);
  }
  if (!whole) throw brokenOff();
}
