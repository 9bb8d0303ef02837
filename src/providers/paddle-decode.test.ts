import { describe, expect, it } from 'vitest';
import { decodeLine } from './paddle-decode.ts';

const characters = [...'abcdl,5é', ' '];
const none = '-';

/** Beliefs of one step for each letter of a row: `-` is none. A second row gives the belief in a blank, in tenths. */
function beliefs(row: string, blanks = ''): Float32Array {
  const classes = characters.length + 1;
  const data = new Float32Array(row.length * classes);
  [...row].forEach((letter, step) => {
    const blank = Number(blanks[step]?.trim() || 0) / 10;
    data[step * classes + (letter === none ? 0 : characters.indexOf(letter) + 1)] = 0.9 - blank;
    if (blank > 0) data[step * classes + classes - 1] = blank;
  });
  return data;
}

function decoded(row: string, blanks = '', gap = 0): string {
  return decodeLine(beliefs(row, blanks), characters, () => gap)
    .map(({ text }) => text)
    .join('');
}

describe('decodeLine', () => {
  it('takes the same letter at neighbouring steps once, and twice where there is none between', () => {
    expect(decoded('-aa-bbb--l-ll-')).toBe('abll');
    expect(decoded('')).toBe('');
    expect(decoded('----')).toBe('');
  });

  it('says where each letter stands and how sure it was', () => {
    const [a, b] = decodeLine(beliefs('-aa-----b-'), characters, () => 0);
    expect(a?.at).toBeCloseTo(0.2);
    expect(b?.at).toBeCloseTo(0.85);
    expect(a?.confidence).toBeCloseTo(0.9);
  });

  it('takes a blank that is sure, or hardly seen in a gap, or a wide gap alone', () => {
    expect(decoded('a-b', ' 7 ')).toBe('a b');
    expect(decoded('a-b', ' 1 ', 8)).toBe('a b');
    expect(decoded('a-b', ' 1 ', 2)).toBe('ab');
    expect(decoded('a-b', '', 8)).toBe('ab');
    expect(decoded('5-5', '', 40)).toBe('5 5');
  });

  it('puts none before a comma, and one behind it where a letter follows', () => {
    expect(decoded('a-,-b', ' 1   ', 8)).toBe('a, b');
    expect(decoded('5-,-5')).toBe('5,5');
  });
});
