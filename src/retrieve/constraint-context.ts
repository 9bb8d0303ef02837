const followers = [
  'and|or|but|in|on|at|by|of|with|without|for|that|which|who|please|from|to|only|showing|about|featuring|made|is|are|was|were|as|any|if|say|says|said|tell|tells|mention|mentions',
  'und|oder|aber|aus|mit|ohne|für|von|im|bei|bitte|nur|die|der|das|zeigen',
].join('|');
const nothingFollows = new RegExp(`^\\s*(?:$|[,;:!?)\\]–]|\\.(?:\\s|$)|-\\s|(?:${followers})(?![\\p{L}\\p{N}]))`, 'iu');

/** Whether an amount or year stands for itself at this place, and does not count or name what comes next: `12` in `at most 12 people`. */
export function endsThere(question: string, end: number): boolean {
  return nothingFollows.test(question.slice(end));
}

const negation =
  /(?:^|[^\p{L}])(?:not|never|no|none|nothing|isn['’]t|aren['’]t|except|without|nicht|nie|kein\p{L}*|ohne|außer)(?:\s+[^\s,;.:!?]+){0,2}\s*$/iu;

/** Whether what stands before turns the meaning round, or may do so. */
export function isNegated(question: string, start: number): boolean {
  return negation.test(question.slice(0, start));
}

/** Whether a place is inside quotation marks: there it is a text to be found. */
export function isQuoted(question: string, start: number): boolean {
  const before = question.slice(0, start);
  return (before.match(/["“”„«»]/g)?.length ?? 0) % 2 === 1;
}

const factual =
  /^\s*(?:please\s+)?(?:(?:why|how|when|where|who|whose|whom|explain|describe|define|compare|summari[sz]e|calculate)(?!\p{L})|(?:is|are|was|were)\s+(?!there)|(?:did|does|has|had|have|should|will|would|could)\s|(?:do|can)\s(?!you (?:have|sell|offer|show|find|list|carry)|we have|I (?:see|get|find|buy))|what\s+(?:is\s+(?!new|the\s+(?:best|most|least|\p{L}+est)(?!\p{L}))|(?:was|were|did|does|do(?!\s(?:you|we)\s(?:have|sell|offer))|happens|happened|would|will|has|had|caused|led|are the (?:reasons|effects|causes|consequences|risks))(?!\p{L}))|what['’]s\s(?!new|the\s(?:best|most|least|\p{L}+est)(?!\p{L}))|(?:warum|wieso|weshalb|wie|wann|wo|wer|wessen|erkläre|ist|sind|war|waren|hat|wurde|was)\s)/iu;

/** Whether a question asks what is said, and not which things there are: "why did it fall below $200?". */
export function asksForFacts(question: string): boolean {
  return factual.test(question);
}

/** The words before a place within its clause, in lower case, last first. */
export function wordsBefore(question: string, start: number, count: number): string[] {
  const clause =
    question
      .slice(0, start)
      .split(/[,;:!?()]/)
      .at(-1) ?? '';
  return (clause.toLowerCase().match(/[\p{L}\p{N}'’-]+/gu) ?? []).slice(-count).reverse();
}
