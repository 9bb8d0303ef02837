import type { PassageSize } from './passage-size.ts';
import { declaredName } from './source-code-symbols.ts';
import type { SourceLanguage } from './source-languages.ts';

/** A stretch of source code, whole lines. */
export interface CodeBlock {
  /** Where its first line begins, in characters of the text. */
  readonly start: number;
  /** Where its last line ends, without the line break. */
  readonly end: number;
  /** Counted from 1. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Names of what is around it and of what it declares, outermost first. */
  readonly symbols: readonly string[];
}

interface CodeLine {
  readonly start: number;
  readonly end: number;
  /** Width of the blanks before it; undefined when there is nothing else. */
  readonly indent: number | undefined;
}

interface Unit {
  readonly from: number;
  /** Where what is told together with it begins, if that is before. */
  readonly lead?: number;
  /** Exclusive. */
  readonly to: number;
  readonly name?: string;
}

/** Blocks inside blocks are taken apart to this depth. */
const maxDepth = 6;
/** A block may be so many times longer than a passage, if the measure allows more at all, before it is taken apart. */
const mostOver = 1.5;
/** Names of what is declared side by side in one block that are listed. */
const maxNames = 6;
/** What belongs to what stands above it though it is not indented: brackets that close, branches of the same statement. */
const goesOn =
  /^\s*(?:[\])}>]|\{\s*$|(?:end|else|elif|elsif|elseif|except|finally|catch|rescue|ensure|then|fi|done|esac|begin|do|until|when|where)\b|#\s*(?:if|ifdef|ifndef|else|elif|endif)\b|(?:public|private|protected)\s*:)/;

/**
 * Cuts source code where its own blocks begin: a function or class stays whole while it is no longer than a passage and a
 * half, neighbours that are short stay together, and what is longer is cut between the blocks inside it. Comments stay with
 * what they stand above. Every line that is not blank is in one block, in order.
 */
export function* codeBlocks(
  text: string,
  language: SourceLanguage,
  size: PassageSize,
): Generator<CodeBlock, void, undefined> {
  const most = Math.min(size.most * mostOver, Math.max(size.most, size.mostOfTable));
  const lines = [...codeLines(text)];
  const lineText = (at: number) => text.slice(lines[at]?.start ?? 0, lines[at]?.end ?? 0);
  const isBlank = (at: number) => lines[at]?.indent === undefined;
  const lengthOf = (from: number, to: number) => size.measure(text, lines[from]?.start ?? 0, lines[to - 1]?.end ?? 0);

  /** The units side by side at the lowest indentation of a stretch. */
  function unitsOf(from: number, to: number): Unit[] {
    let lowest = Number.POSITIVE_INFINITY;
    // The bracket that ends what is around the stretch is indented less than all that is in it.
    for (let at = from; at < to; at++)
      if (!goesOn.test(lineText(at))) lowest = Math.min(lowest, lines[at]?.indent ?? lowest);
    const starts: { at: number; name?: string }[] = [];
    let last = -1;
    /** Whether the unit that is open holds nothing but comments so far. */
    let commentOnly = false;
    for (let at = from; at < to; at++) {
      if (isBlank(at)) continue;
      const own = lineText(at);
      const comment = language.comment.test(own);
      if (lines[at]?.indent === lowest && !goesOn.test(own)) {
        const named = comment ? undefined : declaredName(own, language);
        const before = lineText(last);
        const apart = last < 0 || isBlank(at - 1) || (lines[last]?.indent ?? 0) > lowest || goesOn.test(before);
        // A comment has its place with what follows it.
        const explained = last >= 0 && !isBlank(at - 1) && language.comment.test(before);
        const open = starts.at(-1);
        if (explained && open && commentOnly) {
          if (named) open.name = named;
        } else if (named !== undefined || apart) {
          const top = explained ? commentStart(at, open ? open.at : from) : at;
          starts.push({ at: top, ...(named ? { name: named } : {}) });
          commentOnly = true;
        }
      }
      commentOnly &&= comment;
      last = at;
    }
    if (starts.length === 0) return last < 0 ? [] : [{ from, to }];
    return starts.map(({ at, name }, index) => ({
      from: index === 0 ? from : at,
      to: starts[index + 1]?.at ?? to,
      ...(name ? { name } : {}),
    }));
  }
  const commentStart = (at: number, least: number): number => {
    let top = at;
    while (top - 1 > least && !isBlank(top - 1) && language.comment.test(lineText(top - 1))) top--;
    return top;
  };

  const leadOf = (unit: Unit) => unit.lead ?? unit.from;

  function block({ from, to }: Unit, symbols: readonly string[]): CodeBlock | undefined {
    let first = from;
    let last = to - 1;
    while (first < to && isBlank(first)) first++;
    while (last > first && isBlank(last)) last--;
    const start = lines[first]?.start;
    const end = lines[last]?.end;
    if (first >= to || start === undefined || end === undefined) return undefined;
    return { start, end, firstLine: first + 1, lastLine: last + 1, symbols };
  }

  function* pack(units: readonly Unit[], symbols: readonly string[], depth: number): Generator<CodeBlock> {
    let open: Unit[] = [];
    const close = function* (): Generator<CodeBlock> {
      const [first] = open;
      const last = open.at(-1);
      if (first && last) {
        const names = [...new Set(open.flatMap((unit) => unit.name ?? []))];
        const listed = names.length > maxNames ? [...names.slice(0, maxNames), '…'] : names;
        const found = block(
          { from: leadOf(first), to: last.to },
          listed.length > 0 ? [...symbols, listed.join(', ')] : symbols,
        );
        if (found) yield found;
      }
      open = [];
    };
    let length = 0;
    for (const unit of units) {
      const more = lengthOf(leadOf(unit), unit.to);
      // A scrap, such as the head of a class, is kept with what follows it.
      const scrap = length < size.most / 4;
      if (open.length > 0 && length + more > size.most && !(scrap && length + more <= most)) {
        const [first] = open;
        if (more > most && scrap && first && open.every((item) => item.name === undefined)) {
          open = [];
          yield* takenApart({ ...unit, lead: leadOf(first) }, symbols, depth + 1);
          continue;
        }
        yield* close();
      }
      if (open.length === 0) length = 0;
      if (more > most) yield* takenApart(unit, symbols, depth + 1);
      else {
        open.push(unit);
        length += more;
      }
    }
    yield* close();
  }

  /** A long unit, cut between the blocks inside it; its first lines stay with the first of them. */
  function* takenApart(unit: Unit, around: readonly string[], depth: number): Generator<CodeBlock> {
    const symbols = unit.name === undefined ? around : [...around, unit.name];
    const head = headEnd(unit);
    const [first, ...rest] = depth < maxDepth && head < unit.to ? unitsOf(head, unit.to) : [];
    const lead = leadOf(unit);
    if (!first)
      for (const piece of byLines({ from: lead, to: unit.to })) {
        const found = block(piece, symbols);
        if (found) yield found;
      }
    else if (rest.length === 0) yield* takenApart({ ...first, lead }, symbols, depth + 1);
    else yield* pack([{ ...first, lead }, ...rest], symbols, depth);
  }
  /** The first line that is indented more than the unit's own. */
  function headEnd(unit: Unit): number {
    let own: number | undefined;
    for (let at = unit.from; at < unit.to; at++) {
      const indent = lines[at]?.indent;
      if (indent === undefined || language.comment.test(lineText(at))) continue;
      own ??= indent;
      if (indent > own) return at;
    }
    return unit.to;
  }
  /** Where no block helps: cut at blank lines where there are any, else anywhere. */
  function byLines(unit: Unit): Unit[] {
    const units: Unit[] = [];
    let from = unit.from;
    let gap = -1;
    let length = 0;
    let behindGap = 0;
    for (let at = unit.from; at < unit.to; at++) {
      const more = lengthOf(at, at + 1);
      if (at > from && length + more > size.most) {
        const cut = gap > from ? gap : at;
        units.push({ from, to: cut });
        length = cut === gap ? behindGap : 0;
        from = cut;
      }
      length += more;
      behindGap += more;
      if (!isBlank(at)) continue;
      gap = at;
      behindGap = 0;
    }
    units.push({ from, to: unit.to });
    return units;
  }

  if (lines.length === 0) return;
  yield* pack(unitsOf(0, lines.length), [], 0);
}

function* codeLines(text: string): Generator<CodeLine> {
  const breaks = /\r\n|\n|\r/g;
  let start = 0;
  while (start < text.length) {
    const found = breaks.exec(text);
    const end = found?.index ?? text.length;
    let at = start;
    let indent = 0;
    while (at < end && /\s/.test(text.charAt(at))) {
      indent += text[at] === '\t' ? 4 : 1;
      at++;
    }
    yield { start, end, indent: at === end ? undefined : indent };
    start = found ? end + found[0].length : text.length;
  }
}
