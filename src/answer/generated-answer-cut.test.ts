import { describe, expect, it } from 'vitest';
import type { Answer } from '../data/answer.ts';
import { fakeGenerator } from '../generate/fake-generator.ts';
import type { FinishReason } from '../generate/generator.ts';
import { fakeHit } from './fake-hit.ts';
import { generatedAnswer } from './generated-answer.ts';

async function written(text: string, reason: FinishReason): Promise<Answer> {
  const writer = generatedAnswer(
    fakeGenerator(() => text, {}, reason),
    { answerTokens: 500, evidencePictures: 0, pictureDetail: 'low' },
  );
  const hits = [fakeHit({ body: 'The seat is 45 cm high.' })];
  for await (const event of writer.write({ question: 'How high?', hits, evidence: async () => undefined })) {
    if (event.type === 'finished') return event.answer;
  }
  throw new Error('no end');
}

describe('an answer that its model did not bring to an end', () => {
  it('says so in a field for programs and a note for people', async () => {
    const long = await written('It is 45 cm high [S1], and', 'length');
    expect(long).toMatchObject({ status: 'answered', cutBy: 'length' });
    expect(long.notes).toEqual([expect.stringContaining('answerTokens')]);
    const filtered = await written('It is 45 cm high [S1].', 'content-filter');
    expect(filtered).toMatchObject({ status: 'answered', cutBy: 'content-filter' });
    expect(filtered.notes).toEqual([expect.stringContaining('content filter')]);
    expect(await written('It is 45 cm high [S1].', 'stop')).not.toHaveProperty('cutBy');
  });

  it('is not taken for there being no evidence when nothing was written at all', async () => {
    // Models that think aloud can use up their tokens before they answer.
    const thought = await written('', 'length');
    expect(thought).toMatchObject({ status: 'no-evidence', cutBy: 'length', text: expect.stringMatching(/no answer/) });
    expect((await written('', 'content-filter')).text).toMatch(/no answer.*content filter/);
    expect((await written('NO_EVIDENCE', 'length')).text).toBe('Nothing here answers that.');
  });
});
