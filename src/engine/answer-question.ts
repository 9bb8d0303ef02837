import { checkCitations } from '../answer/check-citations.ts';
import { applyStrict } from '../answer/check-citations-strict.ts';
import { extractiveAnswer } from '../answer/extractive-answer.ts';
import { generatedAnswer } from '../answer/generated-answer.ts';
import type { Settings } from '../config.ts';
import type { Answer, AnswerEvent } from '../data/answer.ts';
import type { Query } from '../data/query.ts';
import type { Generator } from '../generate/generator.ts';
import { pictureForModel } from '../support/picture-for-model.ts';
import type { SearchOptions } from './engine.ts';
import { evidencePicture } from './evidence.ts';
import { type SearchParts, searchIndex } from './search-index.ts';

/** Evidence an answer is made from, unless the query says otherwise: quotations are looked for deeper than a model reads. */
const depths = { quoted: 12, written: 8 };
/** Longer side in pixels of the asker's picture, which is worth a close look. */
const askedSide = 1568;

/** Searches, and answers from what was found: by the generator, or in quotations without one. */
export async function* answerQuestion(
  question: string | Query,
  parts: SearchParts,
  options: SearchOptions,
): AsyncGenerator<AnswerEvent> {
  const { settings, models } = parts;
  const { signal } = options;
  const asked = typeof question === 'string' ? { text: question } : question;
  const generator = await models.generator();
  const k = asked.k ?? (generator ? depths.written : depths.quoted);
  const { hits, query, constraints, pictureAsWords } = await searchIndex({ ...asked, k }, parts, options);
  const inWords = pictureAsWords === undefined ? {} : { pictureAsWords };
  yield { type: 'retrieved', hits, ...inWords };
  const { pictureDetail, evidencePictures, answerTokens } = settings;
  const writer = generator
    ? generatedAnswer(generator, { pictureDetail, evidencePictures, answerTokens })
    : extractiveAnswer;
  const stop = signal ? { signal } : {};
  const picture =
    query.picture &&
    generator &&
    (await pictureForModel(await query.picture.bytes(), { side: askedSide, maxPixels: settings.maxPixels, ...stop }));
  const showParts = await parts.showParts(signal);
  const events = writer.write({
    question: asked.text ?? '',
    hits,
    ...(picture ? { picture } : {}),
    evidence: (hit, side) => evidencePicture(hit, side, showParts),
    ...stop,
  });
  for await (const event of events) {
    if (event.type === 'text') {
      // What was shown cannot be taken back: a strict answer waits until it is checked.
      if (!(generator && settings.strict)) yield event;
      continue;
    }
    const checked = generator ? await checkedAnswer(event.answer, generator, settings, signal) : event.answer;
    if (generator && settings.strict && checked.status === 'answered') yield { type: 'text', text: checked.text };
    const notes = [...constraints.map(({ explanation }) => explanation), ...(checked.notes ?? [])];
    yield { type: 'finished', answer: { ...checked, ...inWords, ...(notes.length > 0 ? { notes } : {}) } };
  }
}

/** A written answer with each sentence checked against what it cites; under `strict`, without those that fail. */
async function checkedAnswer(
  answer: Answer,
  generator: Generator,
  { strict, judge }: Settings,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  if (answer.status !== 'answered') return answer;
  const segments = new Map(answer.hits.map(({ segment }) => [segment.id, segment]));
  const check = (one: Answer) =>
    checkCitations(one, (id) => segments.get(id), {
      ...(judge ? { judge: generator } : {}),
      ...(signal ? { signal } : {}),
    });
  const checked = await check(answer);
  const noted = checked.notes.length > 0 ? { ...answer, notes: [...(answer.notes ?? []), ...checked.notes] } : answer;
  return strict ? applyStrict(noted, checked) : { ...noted, checks: checked.claims };
}
