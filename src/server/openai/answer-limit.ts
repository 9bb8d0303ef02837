import { estimateTokens } from '../../support/estimate-tokens.ts';

export interface AnswerLimits {
  /** Longest text in tokens, as `estimateTokens` counts them. */
  readonly maxTokens?: number | undefined;
  /** The text ends before the first of these. */
  readonly stop?: readonly string[];
}

/** Text is counted in pieces of about this length: each word by itself would be rounded up, and all at once is slow. */
const countedChars = 500;

/**
 * Ends an answer's text where the client wants it to end, while it streams. It is done here and not by the model, as quotations
 * have none, and as the engine needs the model's whole answer to cite it.
 */
export class AnswerLimit {
  readonly #maxTokens: number | undefined;
  readonly #stop: readonly string[];
  /** Of what is shown, but for the last of it. */
  #tokens = 0;
  #last = '';
  /** What may be the beginning of a stop sequence, or of a longer word. */
  #held = '';
  /** What ended the text before its own end. */
  endedBy: 'length' | 'stop' | undefined;

  constructor({ maxTokens, stop = [] }: AnswerLimits) {
    this.#maxTokens = maxTokens;
    this.#stop = stop.filter((one) => one !== '');
  }

  /** What of the text may be shown by now. */
  push(text: string): string {
    if (this.endedBy) return '';
    const all = this.#held + text;
    const at = Math.min(...this.#stop.map((one) => all.indexOf(one)).filter((place) => place >= 0));
    if (Number.isFinite(at)) {
      const shown = this.#within(all.slice(0, at));
      this.endedBy ??= 'stop';
      this.#held = '';
      return shown;
    }
    const open = Math.min(this.#openStop(all), this.#openWord(all));
    this.#held = all.slice(open);
    return this.#within(all.slice(0, open));
  }

  /** What was held back, when nothing more comes. */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return this.endedBy ? '' : this.#within(rest);
  }

  /** Where the text's end begins that could become a stop sequence. */
  #openStop(text: string): number {
    const longest = Math.max(0, ...this.#stop.map((one) => one.length - 1));
    for (let at = Math.max(0, text.length - longest); at < text.length; at++) {
      if (this.#stop.some((one) => one.startsWith(text.slice(at)))) return at;
    }
    return text.length;
  }

  /** Where its last word begins: tokens are counted in whole words. */
  #openWord(text: string): number {
    return this.#maxTokens === undefined
      ? text.length
      : text.length - (/\s{0,80}\S{0,80}$/.exec(text)?.[0].length ?? 0);
  }

  #within(text: string): string {
    if (this.#maxTokens === undefined) return text;
    let shown = '';
    for (const [word] of text.matchAll(/\s*\S+|\s+$/g)) {
      if (this.#tokens + estimateTokens(this.#last + word) > this.#maxTokens) {
        this.endedBy = 'length';
        this.#held = '';
        break;
      }
      shown += word;
      this.#last += word;
      if (this.#last.length < countedChars) continue;
      this.#tokens += estimateTokens(this.#last);
      this.#last = '';
    }
    return shown;
  }
}
