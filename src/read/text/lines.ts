/** One line of a text without its line break; counted from 1. */
export interface Line {
  readonly text: string;
  readonly number: number;
}

/** The lines of a text that comes in pieces, in time and memory that grow with the text alone, however long a line is. */
export function* linesOf(pieces: Iterable<string>): Generator<Line, void, undefined> {
  let number = 0;
  let held: string[] = [];
  let carry = '';
  for (const piece of pieces) {
    let text = carry + piece;
    // A carriage return at the border may be the first half of a line break.
    carry = text.endsWith('\r') ? '\r' : '';
    if (carry) text = text.slice(0, -1);
    const parts = text.split(/\r\n|\n|\r/);
    for (const [n, part] of parts.entries()) {
      if (n > 0) {
        yield { text: held.join(''), number: ++number };
        held = [];
      }
      held.push(part);
    }
  }
  if (carry || held.some((part) => part !== '')) yield { text: held.join(''), number: ++number };
}
