import { expect, it } from 'vitest';
import { fakeGenerator } from '../generate/fake-generator.ts';
import { imageToQuery } from './image-to-query.ts';

const picture = { bytes: new Uint8Array([1]), mediaType: 'image/png' };

it('shows the picture with the instruction, and gives plain words', async () => {
  const generator = fakeGenerator(() => '<think>hm, a chair?</think>\n A dark-brown\nwooden chair. ');
  expect(await imageToQuery(generator, picture, { prompt: 'Say what it is.' })).toBe('A dark-brown wooden chair.');
  expect(generator.requests[0]?.messages).toMatchObject([
    {
      role: 'user',
      parts: [
        { type: 'text', text: 'Say what it is.' },
        { type: 'picture', mediaType: 'image/png' },
      ],
    },
  ]);
});

it('refuses a model that cannot see, and one that says nothing', async () => {
  const blind = fakeGenerator(() => 'x', { pictures: 0 });
  await expect(imageToQuery(blind, picture)).rejects.toMatchObject({ code: 'bad-option' });
  await expect(
    imageToQuery(
      fakeGenerator(() => ' \n'),
      picture,
    ),
  ).rejects.toMatchObject({ code: 'model-failed' });
});

it('is cut where the model goes on and on', async () => {
  const words = await imageToQuery(
    fakeGenerator(() => 'chair '.repeat(1_000)),
    picture,
  );
  expect(words.length).toBeLessThanOrEqual(1_000);
});
