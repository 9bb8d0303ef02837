import { describe, expect, it } from 'vitest';
import { refuseRedactedOriginals } from './redacted-originals.ts';

describe('refuseRedactedOriginals', () => {
  it('says why a file is not handed out and what to do, and only where redaction is on', () => {
    expect(() => refuseRedactedOriginals({ redact: false })).not.toThrow();
    expect(() => refuseRedactedOriginals({ redact: true })).toThrow(
      expect.objectContaining({
        code: 'forbidden',
        message: expect.stringContaining('redacts'),
        remedy: expect.stringContaining('--redact'),
      }),
    );
  });
});
