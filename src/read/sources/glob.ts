import { SightlineError } from '../../support/errors.ts';

type Token = { readonly any: true } | { readonly one: (character: string) => boolean };
/** One part between slashes; `'**'` stands for any number of parts. */
type Part = '**' | readonly Token[];
interface Pattern {
  readonly parts: readonly Part[];
  readonly foldersOnly: boolean;
}

const maxAlternatives = 256;

/**
 * Tells whether a path relative to the indexed folder (with forward slashes) fits any of the patterns.
 *
 * The patterns are those of .gitignore: `*` and `?` stay within one part of the path, `**` spans folders, `[a-z]` and
 * `[!a-z]` are sets, `{jpg,png}` are alternatives, `\` takes the next character as it is. A pattern with a slash before
 * its end counts from the folder, one without fits at any depth, one that ends in a slash fits folders only. What fits a
 * folder fits everything in it. Letters fit in either case, because cameras write IMG.JPG.
 *
 * Matching takes at most (length of the pattern) x (length of the name) steps whatever the pattern, which a regular
 * expression would not promise. Throws `bad-option` for a pattern with too many alternatives.
 */
export function globMatcher(globs: readonly string[]): (name: string, isFolder?: boolean) => boolean {
  const patterns = globs.flatMap(expandBraces).map(parsePattern);
  return (name, isFolder = false) => {
    if (patterns.length === 0) return false;
    const parts = name
      .toLowerCase()
      .split('/')
      .map((part) => [...part]);
    for (let length = 1; length <= parts.length; length++) {
      const folder = isFolder || length < parts.length;
      const path = parts.slice(0, length);
      if (patterns.some((pattern) => (folder || !pattern.foldersOnly) && matchesPath(pattern.parts, path))) return true;
    }
    return false;
  };
}

function matchesPath(pattern: readonly Part[], path: readonly (readonly string[])[]): boolean {
  return matchesSequence(
    pattern,
    path,
    (part) => part === '**',
    (part, characters) => part !== '**' && matchesPart(part, characters),
  );
}

function matchesPart(tokens: readonly Token[], characters: readonly string[]): boolean {
  return matchesSequence(
    tokens,
    characters,
    (token) => 'any' in token,
    (token, character) => 'one' in token && token.one(character),
  );
}

/**
 * Matches items against a pattern in which some elements (stars) fit any run of items. Only the last star is ever
 * widened: what an earlier one could still take, the later one takes as well.
 */
function matchesSequence<P, I>(
  pattern: readonly P[],
  items: readonly I[],
  isStar: (element: P) => boolean,
  fits: (element: P, item: I) => boolean,
): boolean {
  let at = 0;
  let star = -1;
  let starFrom = 0;
  for (let i = 0; i < items.length; ) {
    const element = pattern[at];
    const item = items[i] as I;
    if (element !== undefined && isStar(element)) {
      star = at++;
      starFrom = i;
    } else if (element !== undefined && fits(element, item)) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++starFrom;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every(isStar);
}

function parsePattern(glob: string): Pattern {
  const trimmed = glob.replace(/\/+$/, '');
  const anchored = trimmed.includes('/');
  const parts: Part[] = anchored ? [] : ['**'];
  for (const part of trimmed.replace(/^\/+/, '').split(/\/+/)) {
    if (part === '.') continue;
    parts.push(part === '**' ? '**' : parsePart(part.toLowerCase()));
  }
  // "a/**" is what is inside a, not a itself.
  if (parts.at(-1) === '**') parts.push(parsePart('*'));
  return { parts, foldersOnly: trimmed !== glob };
}

function parsePart(part: string): Token[] {
  const tokens: Token[] = [];
  const characters = [...part];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i];
    // An unclosed bracket is a bracket. "[]" and "[!]" hold their closing bracket as their first member.
    const close = character === '[' ? characters.indexOf(']', i + (characters[i + 1] === '!' ? 3 : 2)) : -1;
    if (character === '*') tokens.push({ any: true });
    else if (character === '?') tokens.push({ one: () => true });
    else if (close > 0) {
      tokens.push({ one: parseSet(characters.slice(i + 1, close)) });
      i = close;
    } else {
      const literal = character === '\\' && i + 1 < characters.length ? characters[++i] : character;
      tokens.push({ one: (other) => other === literal });
    }
  }
  return tokens;
}

function parseSet(members: readonly string[]): (character: string) => boolean {
  const negated = members[0] === '!';
  const rest = negated ? members.slice(1) : members;
  const ranges: [number, number][] = [];
  for (let i = 0; i < rest.length; i++) {
    const from = rest[i]?.codePointAt(0) ?? 0;
    const isRange = rest[i + 1] === '-' && i + 2 < rest.length;
    if (isRange) i += 2;
    ranges.push([from, rest[i]?.codePointAt(0) ?? from]);
  }
  return (character) => {
    const code = character.codePointAt(0) ?? 0;
    return ranges.some(([from, to]) => code >= from && code <= to) !== negated;
  };
}

/** `a.{jpg,png}` as `a.jpg` and `a.png`; braces within braces too. Unclosed braces and ones without a comma stay. */
function expandBraces(glob: string): string[] {
  let open = [glob];
  const done: string[] = [];
  while (open.length > 0) {
    if (open.length + done.length > maxAlternatives)
      throw new SightlineError('bad-option', `The pattern "${glob.slice(0, 100)}" has too many alternatives.`, {
        remedy: `Write it with at most ${maxAlternatives}, or as several patterns.`,
      });
    open = open.flatMap((pattern) => {
      // Innermost first: a brace pair with no brace inside.
      const pair = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
      if (!pair) {
        done.push(pattern);
        return [];
      }
      const before = pattern.slice(0, pair.index);
      const after = pattern.slice(pair.index + pair[0].length);
      return (pair[1] ?? '').split(',').map((choice) => before + choice + after);
    });
  }
  return done;
}
