import { describe, expect, it } from 'vitest';
import { encodeKitty } from './kitty-graphics.ts';
import { detectGraphics } from './preview.ts';

describe('detectGraphics', () => {
  it.each([
    [{ TERM: 'xterm-kitty', KITTY_WINDOW_ID: '1' }, 'kitty'],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm' }, 'kitty'],
    [{ TERM: 'xterm-ghostty', TERM_PROGRAM: 'ghostty' }, 'kitty'],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, 'sixel'],
    [{ TERM: 'foot' }, 'sixel'],
    [{ TERM: 'xterm-256color', KONSOLE_VERSION: '230805' }, 'sixel'],
  ])('knows %j', (environment, protocol) => {
    expect(detectGraphics(environment)).toBe(protocol);
  });

  it.each([
    [{}],
    [{ TERM: 'xterm-256color' }],
    [{ TERM: 'dumb' }],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'vscode', KITTY_WINDOW_ID: '1' }],
    [{ TERM: 'tmux-256color', KITTY_WINDOW_ID: '1', TMUX: '/tmp/tmux' }],
    [{ TERM: 'screen', TERM_PROGRAM: 'WezTerm' }],
  ])('sends nothing when unsure: %j', (environment) => {
    expect(detectGraphics(environment)).toBeUndefined();
  });
});

describe('encodeKitty', () => {
  it('cuts a long picture into chunks of which the last says so', () => {
    const png = Uint8Array.from({ length: 7000 }, (_, i) => i % 256);
    const chunks = encodeKitty(png)
      .split('\x1b\\')
      .slice(0, -1)
      .map((chunk) => chunk.split(';'));
    expect(chunks.map(([head]) => head)).toEqual(['\x1b_Ga=T,f=100,q=2,m=1', '\x1b_Gm=1', '\x1b_Gm=0']);
    expect(Buffer.from(chunks.map(([, data]) => data).join(''), 'base64')).toEqual(Buffer.from(png));
    expect(Math.max(...chunks.map(([, data]) => String(data).length))).toBeLessThanOrEqual(4096);
  });
});
