import { sentences } from '../support/sentences.ts';

/** A sentence, list item or table row of an answer, with the evidence that it cites. */
export interface Claim {
  /** As it stands in the answer, marks and all: `answer.slice(start, end)`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Its words without marks of citations and lists. */
  readonly words: string;
  /** Numbers of what it cites, each once, in order. */
  readonly citations: readonly number[];
  /** False for questions, greetings, refusals, headings and lead-ins: there is nothing to check. */
  readonly isClaim: boolean;
}

/** `[2]`, `[1][3]`, `[1, 3]`. */
const mark = /\[\d{1,3}(?:\s?[,;]\s?\d{1,3}){0,20}\]/g;
const bullet = /^\s*(?:[-*+•‣–]|\(?\d{1,3}[.)])\s+/;
const headingLine = /^\s*#{1,6}\s/;
const tableRule = /^\s*(?:\|\s*)?:?-{2,}[\s|:-]*$/;
/** What a sentence opens with that says nothing. */
const greeting =
  /^(?:(?:hi|hello|hey|sure(?: thing)?|certainly|of course|absolutely|great question|good question|thanks|thank you|you['’]re welcome|yes|no|ok(?:ay)?|hallo|guten tag|gerne?|natürlich|klar|danke|ja|nein)(?!\p{L})(?:\s+(?:there|again))?\s*[,.!:–-]*\s*)+/iu;
const politeness =
  /^(?:let me know|feel free|i hope|hope (?:this|that)|please (?:let|ask)|happy to help|here (?:is|are) (?:the answer|your answer|what)|ich hoffe|melde dich|sag bescheid)(?!\p{L})/iu;
const sourceNames = '(?:evidence|sources?|documents?|passages?|pictures?|texts?|files?)';
const missing = "(?:(?:do|does) not|(?:do|does)n['’]t|cannot|can['’]t|says? nothing)";
/** That there is no answer: it rests on nothing, and need not. */
const refusals = [
  /^(?:unfortunately,? )?(?:(?:i['’]m|i am) (?:sorry|afraid|not (?:sure|able))|sorry)(?!\p{L})/iu,
  /^(?:unfortunately,? )?i (?:do not|don['’]t|cannot|can['’]t|could not|couldn['’]t) (?:know|find|tell|say|answer|see|determine)(?!\p{L})/iu,
  new RegExp(
    `^(?:unfortunately,? )?(?:the|these|this|your|my) (?:(?:given|provided|retrieved|available) )?${sourceNames}(?: (?:here|given|provided))? ${missing}(?!\\p{L})`,
    'iu',
  ),
  new RegExp(
    `^(?:unfortunately,? )?(?:there(?: is|['’]s| are) )?no (?:\\p{L}+ )?(?:information|answer|mention|${sourceNames}) `,
    'iu',
  ),
  /^nothing (?:here|in (?:the|these|your) \p{L}+) /iu,
  /^(?:leider )?(?:die (?:quellen|unterlagen|belege|dokumente)|dazu|darüber|das (?:geht|steht|lässt sich)|(?:geht|steht) d?a?zu)\s[^.]{0,60}(?:nicht|nichts|keine)/iu,
];

/** German abbreviations and days of the month, whose full stop ends no sentence. */
const germanStop =
  /(?<![\p{L}\p{N}])(?:z\.\s?B|d\.\s?h|u\.\s?a|o\.\s?Ä|bzw|ggf|evtl|inkl|zzgl|Nr|Std|Min|Mio|Mrd|Abb|Kap|vgl|\d{1,2}(?=\.\s(?:Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)))\./gu;
/** Stands for a mark where a sentence begins with it, so that the sentence is seen to begin there. */
const capital = 'X';

/**
 * The claims of an answer, in order. A mark belongs to the sentence whose words it follows, before or after the full stop, and
 * to no other: a sentence without a mark cites nothing, whatever its neighbours cite. Each line is read by itself, as models
 * break lines only where something ends.
 */
export function claims(text: string): Claim[] {
  const found: Claim[] = [];
  const lines = [...text.matchAll(/[^\n\r\u0085\u2028\u2029]+/g)];
  for (const [place, match] of lines.entries()) {
    const [line] = match;
    const below = lines[place + 1]?.[0] ?? '';
    const isTitle = headingLine.test(line) || (line.includes('|') && tableRule.test(below));
    if (tableRule.test(line)) continue;
    const marks = [...line.matchAll(mark)];
    const last = found.at(-1);
    // Marks on a line of their own belong to what stands above them.
    if (marks.length > 0 && last && line.replace(mark, '').trim() === '') {
      found[found.length - 1] = withMarks(last, text.slice(last.start, match.index + line.trimEnd().length), marks);
      continue;
    }
    const isRow = /^\s*\|.*\|/.test(line);
    // The full stop of `3.` ends no sentence.
    const blanked = withoutMarks(line, marks).replace(bullet, (found) => ' '.repeat(found.length));
    const ranges = isRow ? [{ start: 0, end: line.length }] : sentences(blanked, 0, blanked.length);
    let next = 0;
    for (const { start, end } of ranges) {
      const piece = line.slice(start, end);
      if (piece.trim() === '') continue;
      const from = match.index + start + (piece.length - piece.trimStart().length);
      const to = match.index + start + piece.trimEnd().length;
      const first = next;
      while ((marks[next]?.index ?? Number.POSITIVE_INFINITY) < end) next++;
      const own = marks.slice(first, next);
      const words = wordsOf(piece);
      found.push({
        text: text.slice(from, to),
        start: from,
        end: to,
        words,
        citations: numbersOf(own),
        isClaim: !isTitle && saysSomething(words),
      });
    }
  }
  return found;
}

/** The line with blanks where marks stand, so that places stay the same and a full stop before a mark still ends a sentence. */
function withoutMarks(line: string, marks: readonly RegExpExecArray[]): string {
  let result = '';
  let at = 0;
  let tail = '';
  for (const { index, 0: found } of marks) {
    const before = line.slice(at, index);
    const opens =
      /(?:^|[.!?]["”’)]?\s+)$/.test(`${tail}${before.slice(-8)}`) &&
      /^\s+\p{Ll}/u.test(line.slice(index + found.length, index + found.length + 8));
    const blank = opens ? capital.repeat(found.length) : ' '.repeat(found.length);
    result += before + blank;
    tail = `${tail}${before.slice(-8)}${blank}`.slice(-4);
    at = index + found.length;
  }
  return (result + line.slice(at)).replace(germanStop, (found) => found.replaceAll('.', '-'));
}

function withMarks(claim: Claim, text: string, marks: readonly RegExpExecArray[]): Claim {
  return {
    ...claim,
    text,
    end: claim.start + text.length,
    citations: [...new Set([...claim.citations, ...numbersOf(marks)])],
  };
}

function numbersOf(marks: readonly RegExpExecArray[]): number[] {
  return [...new Set(marks.flatMap(([found]) => [...found.matchAll(/\d+/g)].map(Number)))];
}

function wordsOf(piece: string): string {
  return piece
    .replace(mark, ' ')
    .replace(bullet, '')
    .replace(/[ \t]{1,1000}(?=[.,;:!?])/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^\| | \|$/g, '')
    .replace(/\*\*|__/g, '')
    .trim();
}

function saysSomething(words: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(words)) return false;
  // A lead-in: `The steps are:`.
  if (/[?:]["”’)]?$/.test(words)) return false;
  const opening = words.slice(0, 300);
  const rest = opening.replace(greeting, '');
  return (
    /[\p{L}\p{N}]/u.test(rest) &&
    !politeness.test(rest) &&
    !refusals.some((form) => form.test(opening) || form.test(rest))
  );
}
