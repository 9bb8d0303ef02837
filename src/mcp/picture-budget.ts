/**
 * Characters of base64 that the pictures of one result may have together. Some hosts refuse a result of more than a megabyte, and
 * some put pictures into the model's context as text.
 */
const mostChars = 700_000;

/** Keeps the pictures of one result within what clients take. */
export class PictureBudget {
  #left = mostChars;

  /** Whether there is room for a picture of so many bytes; takes it if so. */
  take(bytes: number): boolean {
    const chars = 4 * Math.ceil(bytes / 3);
    if (chars > this.#left) return false;
    this.#left -= chars;
    return true;
  }
}
