import { describe, expect, it } from 'vitest';
import { SightlineError } from '../support/errors.ts';
import { reportError } from './report-error.ts';
import { type Channel, stderr } from './terminal.ts';

function report(error: unknown, verbose = false): { code: number; text: string } {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const channel: Channel = {
    ...stderr,
    isTerminal: false,
    columns: 80,
    write,
    print: (...lines) => write(lines.map((line) => `${line}\n`).join('')),
  };
  return { code: reportError(error, { verbose }, channel), text };
}

describe('reportError', () => {
  it('says what happened and, on a line of its own, what to do', () => {
    const { code, text } = report(
      new SightlineError('index-missing', 'There is no index here.', { remedy: 'Make one.' }),
    );
    expect(code).toBe(1);
    expect(text).toBe('sightline: There is no index here.\n  Make one.\n');
  });

  it('tells wrong usage from trouble, and being stopped from both', () => {
    expect(report(new SightlineError('bad-filter', 'x')).code).toBe(64);
    expect(report(new SightlineError('cancelled', 'Cancelled.')).code).toBe(130);
  });

  it('asks to report what should not happen, with its trace only when asked', () => {
    const error = new TypeError('x is not a function', { cause: new Error('deeper') });
    expect(report(error).text).toMatch(
      /^sightline: Something went wrong that should not have: x is not a function\n {2}Please report it/,
    );
    expect(report(error).text).not.toContain('report-error.test.ts');
    expect(report(error, true).text).toMatch(/report-error\.test\.ts[\s\S]*Caused by: Error: deeper/);
  });

  it('cannot be made to steer the terminal by what an error quotes', () => {
    expect(report(new Error('bad \x1b[2J\u202e name')).text).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
  });
});
