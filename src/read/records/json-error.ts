/**
 * Where a JSON text goes wrong: the offset of the first character that cannot stand where it does, or the text's length when
 * it ends too soon; undefined when nothing is wrong. JSON.parse itself tells the place only in some of its messages.
 */
export function findJsonError(text: string): number | undefined {
  const token = /[ \t\r\n]*(?:([[\]{}:,])|(")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null))/y;
  const open: string[] = [];
  /** What may come: a value, a key, or what stands behind a value. */
  let expect: 'value' | 'key' | 'colon' | 'after' = 'value';
  /** Whether the bracket was opened just now and may close at once. */
  let fresh = false;
  let at = 0;
  for (;;) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (!found) {
      const rest = /[^ \t\r\n]/.exec(text.slice(at));
      if (!rest) return open.length === 0 && expect === 'after' ? undefined : text.length;
      return at + rest.index;
    }
    const place = token.lastIndex - (found[1] ?? found[2] ?? found[3] ?? '').length;
    at = token.lastIndex;
    const [, mark, quote] = found;
    if (mark === undefined) {
      if (quote !== undefined && (expect === 'key' || expect === 'value')) {
        at = endOfString(text, at);
        if (text[at] !== '"') return at;
        at++;
      }
      if (expect === 'key' && quote !== undefined) expect = 'colon';
      else if (expect === 'value') expect = 'after';
      else return place;
      fresh = false;
    } else if (mark === '{' || mark === '[') {
      if (expect !== 'value') return place;
      open.push(mark);
      expect = mark === '{' ? 'key' : 'value';
      fresh = true;
    } else if (mark === '}' || mark === ']') {
      if (open.pop() !== (mark === '}' ? '{' : '[') || !(fresh || expect === 'after')) return place;
      expect = 'after';
      fresh = false;
    } else if (mark === ':') {
      if (expect !== 'colon') return place;
      expect = 'value';
    } else {
      if (expect !== 'after' || open.length === 0) return place;
      expect = open.at(-1) === '{' ? 'key' : 'value';
    }
  }
}

/** Where a string's closing quotation mark stands, or the first thing that cannot be in it. */
function endOfString(text: string, from: number): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these.
  const plain = /[^"\\\u0000-\u001f]*/y;
  const escaped = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
  let at = from;
  for (;;) {
    plain.lastIndex = at;
    plain.exec(text);
    escaped.lastIndex = plain.lastIndex;
    if (!escaped.exec(text)) return plain.lastIndex;
    at = escaped.lastIndex;
  }
}

/** An offset as people count, from 1: `line 3, column 14`. */
export function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `line ${line}, column ${offset - before.lastIndexOf('\n')}`;
}
