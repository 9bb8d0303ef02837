import { describe, expect, it } from 'vitest';
import { SightlineError } from '../../support/errors.ts';
import { fakePictures, fakeReadContext } from '../fake-read-context.ts';
import { documentPictures } from './document-pictures.ts';

describe('documentPictures', () => {
  it('looks for bare file names in the folders too, and first where the last one was', async () => {
    const context = fakeReadContext({ picture: fakePictures('images/a.png', 'images/b.png', 'sub/c.png') });
    const pictures = documentPictures(context, { folders: ['img', 'images'] });
    for (const reference of [' a.png ', 'b.png', 'sub/c.png'])
      expect(await pictures.load(reference, 'x')).toBeDefined();
    expect(context.asked).toEqual(['a.png', 'img/a.png', 'images/a.png', 'images/b.png', 'sub/c.png']);
    expect(context.warnings).toEqual([]);
  });

  it('warns once of a picture that is missing, with the reason for it as it was written', async () => {
    const context = fakeReadContext();
    const pictures = documentPictures(context, { folders: ['images'] });
    expect(await pictures.load('gone.png', 'Record 7', '#id=7')).toBeUndefined();
    expect(await pictures.load('gone.png', 'Record 8')).toBeUndefined();
    pictures.close();
    expect(context.warnings).toEqual([
      { message: 'Record 7 is read without its picture gone.png: There is no file gone.png.', at: '#id=7' },
    ]);
  });

  it('counts what is more than people want to read, and what was not fetched', async () => {
    const context = fakeReadContext();
    const pictures = documentPictures(context);
    for (let n = 0; n < 30; n++) await pictures.load(`${n}.png`, 'a page');
    for (let n = 0; n < 4; n++) await pictures.load(`https://a.example/${n}.png`, 'a page');
    pictures.close();
    expect(context.warnings).toHaveLength(22);
    expect(context.warnings.at(-2)?.message).toBe('10 more pictures were left out.');
    expect(context.warnings.at(-1)?.message).toBe(
      '4 pictures on the web were not fetched: https://a.example/0.png, https://a.example/1.png, https://a.example/2.png, ….',
    );
  });

  it('asks for remote pictures only where they are what the document is for', async () => {
    const asked: unknown[] = [];
    const picture = (_: string, options?: { remote?: boolean }) => {
      asked.push(options?.remote);
      return fakePictures('a.png')('a.png');
    };
    await documentPictures(fakeReadContext({ picture })).load('a.png', 'a page');
    await documentPictures(fakeReadContext({ picture }), { remote: true }).load('a.png', 'a record');
    expect(asked).toEqual([false, true]);
  });

  it('passes cancelling on, and takes any other error for a missing picture', async () => {
    const failing = (error: Error) =>
      documentPictures(fakeReadContext({ picture: () => Promise.reject(error) })).load('a.png', 'x');
    await expect(failing(new SightlineError('cancelled', 'Cancelled.'))).rejects.toMatchObject({ code: 'cancelled' });
    await expect(failing(new TypeError('oops'))).resolves.toBeUndefined();
  });
});
