import type { Answer, AnswerEvent, Citation } from '../data/answer.ts';
import type { Hit } from '../data/hit.ts';
import type { Generator, TokenUsage } from '../generate/generator.ts';
import { queryStems, stemsFound } from '../support/query-terms.ts';
import { answerPrompt, noEvidenceMark, type PromptBudget } from './answer-prompt.ts';
import type { AnswerWriter } from './answer-writer.ts';
import { citationOf } from './citation.ts';
import { CitationMarks } from './citation-marks.ts';
import { quotables } from './quotable.ts';

/** What is said of an answer that its model did not bring to an end. */
const cutNotes = {
  length: 'The answer was cut at its longest length (answerTokens).',
  'content-filter': "The answer was cut by a content filter of the model's vendor.",
} as const;

/** A sentence's words that a quotation must have, by share, to stand beside it. */
const leastShared = 0.3;

/** Answers written by a language model, which sees the evidence as pictures and words and cites it by label. */
export function generatedAnswer(generator: Generator, budget: Omit<PromptBudget, 'limits'>): AnswerWriter {
  const { name, limits } = generator;
  return {
    name,
    async *write(request) {
      const { hits, signal } = request;
      const finished = (answer: Omit<Answer, 'hits' | 'by'>): AnswerEvent & { type: 'finished' } => ({
        type: 'finished',
        answer: { ...answer, hits, by: name },
      });
      const nothing = { status: 'no-evidence', text: 'Nothing here answers that.', citations: [] } as const;
      if (hits.length === 0 && !request.pictures?.length) {
        yield finished(nothing);
        return;
      }
      const { messages, evidence, leftOut } = await answerPrompt(request, { ...budget, limits });
      const marks = new CitationMarks(evidence.length);
      const start = new AnswerStart();
      let text = '';
      let usage: TokenUsage | undefined;
      let cutBy: Answer['cutBy'];
      const maxOutputTokens = Math.min(budget.answerTokens, limits.outputTokens);
      for await (const event of generator.generate({ messages, maxOutputTokens, temperature: 0 }, signal)) {
        if (event.type === 'finished') {
          usage = event.usage;
          if (event.reason === 'length' || event.reason === 'content-filter') cutBy = event.reason;
        }
        const piece = event.type === 'text' ? marks.push(start.push(event.text)) : '';
        text += piece;
        if (piece) yield { type: 'text', text: piece };
      }
      const rest = { ...(cutBy ? { cutBy } : {}), ...(usage ? { usage: known(usage) } : {}) };
      if (start.refused || (text + start.rest).trim() === '') {
        // A model that was stopped before it wrote anything has not said that nothing answers.
        const unsaid = cutBy && !start.refused ? { text: `The model gave no answer. ${cutNotes[cutBy]}` } : {};
        yield finished({ ...nothing, ...unsaid, ...rest });
        return;
      }
      const last = (marks.push(start.rest) + marks.end()).trimEnd();
      text = `${text}${last}`.trim();
      if (last) yield { type: 'text', text: last };
      const citations = marks.cited.map((place, i) => citing(text, evidence[place] as Hit, i + 1));
      const notes = [
        ...(citations.length === 0 ? ['The model named no source: nothing of this answer can be checked here.'] : []),
        ...(marks.unknown.size > 0
          ? [`The model cited what it was not given (${[...marks.unknown].join(', ')}).`]
          : []),
        ...(cutBy ? [cutNotes[cutBy]] : []),
        ...(leftOut > 0 ? [`${leftOut} of ${hits.length} hits did not fit into what ${name} reads.`] : []),
      ];
      yield finished({ status: 'answered', text, citations, ...(notes.length > 0 ? { notes } : {}), ...rest });
    },
  };
}

/** Looks whether an answer begins by saying that there is none, without holding back any other. */
class AnswerStart {
  #held = '';
  #isOpen = true;
  refused = false;

  /** What of the text may be shown. */
  push(text: string): string {
    if (this.refused) return '';
    if (!this.#isOpen) return text;
    this.#held += text;
    const begun = this.#held.trimStart();
    if (begun.startsWith(noEvidenceMark)) {
      this.refused = true;
      this.#held = '';
      return '';
    }
    if (noEvidenceMark.startsWith(begun)) return '';
    this.#isOpen = false;
    const shown = this.#held;
    this.#held = '';
    return shown;
  }

  /** What was held back to the end: the beginning of a refusal that never came. */
  get rest(): string {
    return this.#held;
  }
}

/** The evidence with the sentence of it that says most of what is claimed where it is cited. */
function citing(answer: string, hit: Hit, number: number): Citation {
  const claims = answer
    .split(/(?<=[.!?\]])\s+(?!\[)|\n+/)
    .filter((sentence) => sentence.includes(`[${number}]`))
    .join(' ');
  const wanted = new Set(queryStems(claims.replace(/\[\d+\]/g, ' ')));
  const scored = quotables(hit).map((piece) => ({ piece, found: stemsFound(wanted, piece.text).size }));
  const best = scored.reduce<(typeof scored)[number] | undefined>(
    (top, one) => (one.found > (top?.found ?? 0) ? one : top),
    undefined,
  );
  if (!best || best.found < leastShared * wanted.size) return citationOf(hit, number);
  return citationOf(hit, number, { quote: best.piece.text, from: best.piece.from });
}

function known({ inputTokens, outputTokens }: TokenUsage): NonNullable<Answer['usage']> {
  return {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
  };
}
