import type { EncodedPicture } from '../answer/answer-writer.ts';
import { checkCitations } from '../answer/check-citations.ts';
import { applyStrict } from '../answer/check-citations-strict.ts';
import { evidenceRounds, type GatheredRounds } from '../answer/evidence-rounds.ts';
import { extractiveAnswer } from '../answer/extractive-answer.ts';
import { generatedAnswer } from '../answer/generated-answer.ts';
import type { SearchWish } from '../answer/search-wish.ts';
import type { Settings } from '../config.ts';
import type { Answer, AnswerEvent } from '../data/answer.ts';
import type { PreparedQuery, Query } from '../data/query.ts';
import type { Segment } from '../data/segment.ts';
import type { Generator } from '../generate/generator.ts';
import { parseFilter } from '../store/parse-filter.ts';
import { SightlineError } from '../support/errors.ts';
import { pictureForModel } from '../support/picture-for-model.ts';
import { redact } from '../support/redact.ts';
import { streamWithSpan } from '../support/tracing.ts';
import type { AskOptions } from './engine.ts';
import { evidencePicture } from './evidence.ts';
import { contextOf } from './evidence-context.ts';
import { type SearchParts, searchIndex } from './search-index.ts';

/** Evidence an answer is made from, unless the query says otherwise: quotations are looked for deeper than a model reads. */
const depths = { quoted: 12, written: 8 };
/** Longer side in pixels of the asker's pictures, which are worth a close look. */
const askedSide = 1568;

/** Searches, and answers from what was found: by the generator, or in quotations without one. */
export function answerQuestion(
  question: string | Query,
  parts: SearchParts,
  options: AskOptions,
): AsyncGenerator<AnswerEvent> {
  return streamWithSpan('ask', {}, async function* (span) {
    for await (const event of answered(question, parts, options)) {
      if (event.type === 'finished') {
        const { status, citations } = event.answer;
        span.note({ 'sightline.answer.status': status, 'sightline.answer.citations': citations.length });
      }
      yield event;
    }
  });
}

async function* answered(
  question: string | Query,
  parts: SearchParts,
  { agentic = false, style, ...options }: AskOptions,
): AsyncGenerator<AnswerEvent> {
  const { settings, models } = parts;
  const { signal } = options;
  const given = typeof question === 'string' ? { text: question } : question;
  const generator = await models.generator();
  if (agentic && !generator) throw needsGenerator();
  const asked = { ...given, k: given.k ?? (generator ? depths.written : depths.quoted) };
  const first = await searchIndex(asked, parts, options);
  const { query, hits: found, match, strategy, constraints, timings, pictureAsWords } = first;
  const inWords = pictureAsWords === undefined ? {} : { pictureAsWords };
  yield { type: 'retrieved', hits: found, match, strategy, constraints, timings, notes: first.notes, ...inWords };
  const { pictureDetail, evidencePictures, answerTokens } = settings;
  const budget = { pictureDetail, evidencePictures, answerTokens };
  const showParts = await parts.showParts(signal);
  const context = contextOf(await parts.index.store(), settings);
  const request = {
    question: asked.text ?? '',
    pictures: generator ? await askedPictures(query, generator, settings, signal) : [],
    evidence: (hit: Answer['hits'][number], side: number) => evidencePicture(hit, side, showParts),
    neighbours: context.neighbours,
    ...(style ? { style } : {}),
    ...(signal ? { signal } : {}),
  };
  let gathered: GatheredRounds | undefined;
  if (generator && agentic) {
    const search = async (wish: SearchWish, stop: AbortSignal): Promise<Answer['hits']> =>
      (await searchIndex(wished(asked, wish), parts, { ...options, signal: stop })).hits;
    const limits = agentic === true ? {} : agentic;
    gathered = yield* evidenceRounds(generator, { ...request, hits: first.hits, search }, budget, limits);
  }
  const hits = gathered?.hits ?? first.hits;
  // What was shown cannot be taken back: such an answer waits until it is checked.
  const isHeld = generator !== undefined && (settings.strict || settings.redact);
  const writer = generator ? generatedAnswer(generator, budget) : extractiveAnswer;
  for await (const event of writer.write({ ...request, hits })) {
    if (event.type === 'text') {
      if (!isHeld) yield event;
      continue;
    }
    const known = new Map([...hits.map(({ segment }) => segment), ...context.shown].map((one) => [one.id, one]));
    const written = settings.redact ? { ...event.answer, text: redact(event.answer.text) } : event.answer;
    const checked = generator ? await checkedAnswer(written, generator, known, settings, signal) : written;
    if (isHeld && checked.status === 'answered') yield { type: 'text', text: checked.text };
    const doubted = checked.status === 'answered' && !first.match.isMatch && !gathered;
    const notes = [
      ...(doubted ? ['Little here seems to answer that; look at the sources.'] : []),
      ...constraints.map(({ explanation }) => explanation),
      ...(gathered?.notes ?? []),
      ...(checked.notes ?? []),
    ];
    const answer = { ...checked, ...inWords, ...(notes.length > 0 ? { notes } : {}) };
    yield { type: 'finished', answer: gathered ? withRounds(answer, gathered) : answer };
  }
}

/** The pictures that were asked with, as many as the generator can see. */
async function askedPictures(
  { pictures = [] }: PreparedQuery,
  { limits }: Generator,
  { maxPixels }: Settings,
  signal: AbortSignal | undefined,
): Promise<EncodedPicture[]> {
  const encoded: EncodedPicture[] = [];
  for (const picture of pictures.slice(0, limits.pictures)) {
    const options = { side: askedSide, maxPixels, ...(signal ? { signal } : {}) };
    encoded.push(await pictureForModel(await picture.bytes(), options));
  }
  return encoded;
}

/**
 * A search that the generator asks for, within what the asker asked for: it can narrow that, and never widen it.
 *
 * @throws SightlineError 'bad-filter', 'bad-query'.
 */
function wished({ image: _, ...asked }: Query, { query: text, filter, kinds }: SearchWish): Query {
  // What is read as a filter on its own cannot reach beyond its parentheses.
  if (filter !== undefined) parseFilter(filter);
  const filters = [asked.filter, filter].filter((one) => one !== undefined);
  const narrowed = asked.kinds ? kinds?.filter((kind) => asked.kinds?.includes(kind)) : kinds;
  if (narrowed?.length === 0) {
    throw new SightlineError('bad-query', `The question asks for other kinds: ${asked.kinds?.join(', ')}.`);
  }
  return {
    ...asked,
    text,
    ...(narrowed ? { kinds: narrowed } : {}),
    ...(filters.length > 0 ? { filter: filters.map((one) => `(${one})`).join(' and ') } : {}),
  };
}

function withRounds(answer: Answer, { rounds, usage }: GatheredRounds): Answer {
  const sum = (a?: number, b?: number): number | undefined =>
    a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
  const inputTokens = sum(answer.usage?.inputTokens, usage.inputTokens);
  const outputTokens = sum(answer.usage?.outputTokens, usage.outputTokens);
  const total = {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
  };
  return { ...answer, rounds, ...(Object.keys(total).length > 0 ? { usage: total } : {}) };
}

function needsGenerator(): SightlineError {
  return new SightlineError(
    'bad-option',
    'Searching in rounds takes a generator that asks for more, and none is set.',
    {
      remedy: 'Name one (option generator), such as ollama:llama3.2 or openai:gpt-4o-mini, or ask without rounds.',
    },
  );
}

/** A written answer with each sentence checked against what it cites; under `strict`, without those that fail. */
async function checkedAnswer(
  answer: Answer,
  generator: Generator,
  known: ReadonlyMap<string, Segment>,
  { strict, judge }: Settings,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  if (answer.status !== 'answered') return answer;
  const check = (one: Answer) =>
    checkCitations(one, (id) => known.get(id), {
      ...(judge ? { judge: generator } : {}),
      ...(signal ? { signal } : {}),
    });
  const checked = await check(answer);
  const noted = checked.notes.length > 0 ? { ...answer, notes: [...(answer.notes ?? []), ...checked.notes] } : answer;
  return strict ? applyStrict(noted, checked) : { ...noted, checks: checked.claims };
}
