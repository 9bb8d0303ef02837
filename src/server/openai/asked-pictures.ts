import { RefusedRequest } from './openai-error.ts';

/** Pictures of one request. */
const mostPictures = 8;
/** Characters of a picture's address, which may hold the picture itself: about 48 MB of it. */
const longestUrl = 64_000_000;

/**
 * The pictures of a request, checked: whole in `data:` URLs, or on the web. Whatever else a client may name, such as a path, would
 * be read from this machine.
 */
export function askedPictures(urls: readonly string[], param: string): readonly string[] {
  if (urls.length > mostPictures) {
    throw new RefusedRequest(`There are ${urls.length} pictures. At most ${mostPictures} can be asked with.`, {
      param,
    });
  }
  for (const url of urls) {
    if (url.length > longestUrl) {
      throw new RefusedRequest('A picture is too large. Make it smaller.', { status: 413, param });
    }
    if (!/^(?:data:image\/|https:\/\/)/i.test(url)) {
      const shown = JSON.stringify(url.slice(0, 60));
      throw new RefusedRequest(`${shown} is no picture that can be taken. Give a data:image/… or https:// URL.`, {
        param,
      });
    }
  }
  return urls;
}
