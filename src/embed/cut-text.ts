import { estimateTokens } from '../support/estimate-tokens.ts';

/** The beginning of a text that makes at most so many tokens by estimate; no character is cut in two. */
export function cutToTokens(text: string, tokens: number): string {
  // No vocabulary has tokens as long as this on average; counting the whole of a long text would be the slow way to find out.
  let kept = text.slice(0, Math.max(0, tokens) * 16);
  for (let count = estimateTokens(kept); count > tokens && kept !== ''; count = estimateTokens(kept)) {
    kept = kept.slice(0, Math.floor(kept.length * Math.min(0.98, tokens / count)));
  }
  return kept.replace(/[\ud800-\udbff]$/, '');
}
