import { extractiveAnswer } from '../answer/extractive-answer.ts';
import { generatedAnswer } from '../answer/generated-answer.ts';
import type { AnswerEvent } from '../data/answer.ts';
import type { Query } from '../data/query.ts';
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
    if (event.type !== 'finished') {
      yield event;
      continue;
    }
    const notes = [...constraints.map(({ explanation }) => explanation), ...(event.answer.notes ?? [])];
    yield { ...event, answer: { ...event.answer, ...inWords, ...(notes.length > 0 ? { notes } : {}) } };
  }
}
