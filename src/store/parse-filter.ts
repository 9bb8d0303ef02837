import { SightlineError } from '../support/errors.ts';
import type { Comparison, Filter, FilterValue } from './filter.ts';

type Token = { readonly at: number } & (
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'value'; readonly value: string | number }
  | { readonly type: 'symbol'; readonly text: string }
);

const maxLength = 10_000;
const maxDepth = 50;

/**
 * Reads the filter language: comparisons (`=`, `!=`, `<`, `<=`, `>`, `>=`), `field in (a, b)`, `field contains text`,
 * joined with `and`, `or`, `not` and parentheses. Text with spaces stands in quotes.
 *
 * @throws SightlineError 'bad-filter' that points at the place.
 */
export function parseFilter(source: string): Filter {
  if (source.length > maxLength) throw problem(source, maxLength, `is longer than ${maxLength} characters`);
  const tokens = tokenize(source);
  let next = 0;
  let depth = 0;

  const isWord = (word: string): boolean => {
    const token = tokens[next];
    return token?.type === 'word' && token.text.toLowerCase() === word;
  };
  const isSymbol = (symbol: string): boolean => {
    const token = tokens[next];
    return token?.type === 'symbol' && token.text === symbol;
  };
  const fail = (wanted: string): SightlineError => {
    const token = tokens[next];
    return problem(
      source,
      token?.at ?? source.length,
      token ? `has something else where ${wanted} should stand` : `ends where ${wanted} should stand`,
    );
  };

  const parseJoined = (word: 'or' | 'and', parsePart: () => Filter): Filter => {
    const parts = [parsePart()];
    while (isWord(word)) {
      next++;
      parts.push(parsePart());
    }
    return parts.length === 1 ? (parts[0] as Filter) : { op: word, all: parts };
  };
  const parseOr = (): Filter => parseJoined('or', parseAnd);
  const parseAnd = (): Filter => parseJoined('and', parseNot);
  const parseNot = (): Filter => {
    if (++depth > maxDepth) throw problem(source, tokens[next]?.at ?? 0, `nests deeper than ${maxDepth}`);
    try {
      if (isWord('not')) {
        next++;
        return { op: 'not', of: parseNot() };
      }
      if (isSymbol('(')) {
        next++;
        const inner = parseOr();
        if (!isSymbol(')')) throw fail('")"');
        next++;
        return inner;
      }
      return parseCondition();
    } finally {
      depth--;
    }
  };
  const parseCondition = (): Filter => {
    const field = tokens[next];
    if (field === undefined || field.type === 'symbol') throw fail('a field name');
    next++;
    const name = field.type === 'word' ? field.text : String(field.value);
    if (isWord('in')) {
      next++;
      if (!isSymbol('(')) throw fail('"("');
      const values: FilterValue[] = [];
      do {
        next++;
        values.push(parseValue());
      } while (isSymbol(','));
      if (!isSymbol(')')) throw fail('")"');
      next++;
      return { op: 'in', field: name, values };
    }
    if (isWord('contains')) {
      next++;
      return { op: 'contains', field: name, value: String(parseValue()) };
    }
    const symbol = tokens[next];
    if (symbol?.type !== 'symbol' || !isComparison(symbol.text)) throw fail('=, !=, <, <=, >, >=, "in" or "contains"');
    next++;
    return { op: 'compare', field: name, test: symbol.text, value: parseValue() };
  };
  const parseValue = (): FilterValue => {
    const token = tokens[next];
    if (token === undefined || token.type === 'symbol') throw fail('a value');
    next++;
    if (token.type === 'value') return token.value;
    if (token.text === 'true') return true;
    if (token.text === 'false') return false;
    return token.text;
  };

  const filter = parseOr();
  if (next < tokens.length) throw fail('"and", "or" or the end');
  return filter;
}

function isComparison(symbol: string): symbol is Comparison {
  return ['=', '!=', '<', '<=', '>', '>='].includes(symbol);
}

const pattern =
  /\s*(?:(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<symbol>!=|<=|>=|[=<>(),])|(?<word>[^\s"'=<>!(),]+))/gy;

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (source.slice(pattern.lastIndex).trim() !== '') {
    const at = pattern.lastIndex;
    const groups = pattern.exec(source)?.groups;
    if (!groups) throw problem(source, at, 'has a character that does not belong there (an unclosed quote?)');
    const { quoted, symbol, word } = groups;
    if (quoted !== undefined) tokens.push({ at, type: 'value', value: quoted.slice(1, -1).replace(/\\(.)/g, '$1') });
    else if (symbol !== undefined) tokens.push({ at, type: 'symbol', text: symbol });
    else if (word !== undefined && /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word))
      tokens.push({ at, type: 'value', value: Number(word) });
    else tokens.push({ at, type: 'word', text: word ?? '' });
  }
  return tokens;
}

function problem(source: string, at: number, what: string): SightlineError {
  const shown = source.length > 80 ? `${source.slice(0, 77)}…` : source;
  return new SightlineError('bad-filter', `The filter ${JSON.stringify(shown)} ${what} (character ${at + 1}).`, {
    remedy: 'Write it like: price < 200 and category in (chairs, tables) and not name contains "oak".',
  });
}
