/** A measure that a question asks for, and how an answer with that measure looks. */
interface Measure {
  /** How it is asked for; these words are not looked for in the evidence. */
  readonly asked: RegExp;
  /** What evidence must hold to answer it. */
  readonly answer: RegExp;
}

const measures: readonly Measure[] = [
  {
    asked: /\b(?:at |to )?(?:what|which) temperatures?\b|\bhow (?:hot|warm|cold)\b/gi,
    answer: /\d\s*°|\b(?:boiling|lukewarm|cold water|hand-?warm)\b/i,
  },
  {
    asked: /\bhow (?:often|long|soon)\b|\bhow many (?:seconds|minutes|hours|days|weeks|months|years|times)\b/gi,
    answer:
      /\b(?:\d+|one|two|three|four|five|six|seven|once|twice|every)\b[^.;|]{0,20}\b(?:second|minute|hour|day|week|month|year|time|wear|wash)s?\b|\b(?:once|twice)\b/i,
  },
  {
    asked:
      /\bhow much (?:is|are|does|do(?= they)|for)\b|\bwhat (?:does|do|is) (?=.*\bcosts?\b)|\b(?:costs?|the price of|expensive)\b/gi,
    answer: /[$€£¥]\s?\d|\bprice:\s*\d|\b\d+(?:[.,]\d+)? ?(?:USD|EUR|GBP|dollars?|euros?)\b|\bfree of charge\b/i,
  },
  {
    asked: /\bhow heavy\b|\bhow much does [^?]*\bweighs?\b|\bweighs?\b/gi,
    answer: /\bweight\w*:\s*\d|\d\s?(?:kg|g|grams?|kilos?|kilograms?|lbs?|pounds?|oz|ounces?|tons?|tonnes?)\b/i,
  },
  {
    asked: /\bhow (?:much|many|far|big|large|high|tall|wide|deep|old)\b/gi,
    answer: /\d|\b(?:half|one|two|three|four|five|six) /,
  },
];

export interface AskedMeasure {
  /** The question without the words that only ask for the measure. */
  readonly rest: string;
  /** Whether a piece of evidence holds such a measure. */
  answers(text: string): boolean;
}

/** A question about a measure is answered by a measure: "at what temperature" by "30 °C", which shares no word with it. */
export function askedMeasure(question: string): AskedMeasure | undefined {
  const measure = measures.find(({ asked }) => question.search(asked) >= 0);
  return measure && { rest: question.replace(measure.asked, ' '), answers: (text) => measure.answer.test(text) };
}
