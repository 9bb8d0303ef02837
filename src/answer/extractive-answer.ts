import type { AnswerWriter } from './answer-writer.ts';
import { extractAnswer } from './extract.ts';

/** Answers without any model: quotations, or that there is none. */
export const extractiveAnswer: AnswerWriter = {
  name: 'extractive',
  async *write({ question, hits }) {
    const answer = extractAnswer(question, hits);
    // That there is none is told by the status, as with written answers.
    if (answer.status === 'answered') yield { type: 'text', text: answer.text };
    yield { type: 'finished', answer };
  },
};
