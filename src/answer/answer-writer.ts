import type { Answer } from '../data/answer.ts';
import type { Hit } from '../data/hit.ts';

/**
 * Writes an answer from retrieved evidence. A generator sees only the hits; it cites them by their place in the list, and
 * the engine checks that what is cited exists.
 */
export interface Generator {
  /** `vendor:model`, or `extractive`. */
  readonly name: string;
  generate(question: string, hits: readonly Hit[], signal?: AbortSignal): Promise<Answer>;
}
