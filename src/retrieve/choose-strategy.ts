import type { StrategyName } from '../data/strategy.ts';

/** What the choice rests on. */
export interface StrategySigns {
  readonly withWords: boolean;
  readonly withPicture: boolean;
  /** Whether the model of the index takes pictures. */
  readonly sees: boolean;
  /** Whether a generator with which a picture could be put into words is set. */
  readonly hasGenerator: boolean;
  readonly hasReranker: boolean;
  /** Vectors in the index. */
  readonly vectors: { readonly text: number; readonly image: number };
}

export interface ChosenStrategy {
  readonly strategy: StrategyName;
  /** Why, as the end of a sentence: "because ...". */
  readonly why: string;
}

/** What `auto` chooses: from the query and what the index holds. docs/strategies.md has the figures behind it. */
export function chooseStrategy(signs: StrategySigns): ChosenStrategy {
  const { withWords, withPicture, sees, hasGenerator, hasReranker, vectors } = signs;
  if (withPicture && !sees) {
    return hasGenerator
      ? { strategy: 'translate', why: 'the model of this index does not see pictures' }
      : {
          strategy: 'late',
          why: 'the model of this index does not see, and no generator is set to put pictures into words',
        };
  }
  if (hasReranker && withWords && !withPicture && vectors.image === 0)
    return { strategy: 'cascade', why: 'everything here is text, and a reranker is set to judge a shortlist of it' };
  return withPicture && !withWords
    ? {
        strategy: 'late',
        why: 'a picture alone is compared by its looks, and what shows the same is not outdone by words',
      }
    : { strategy: 'late', why: 'keywords, sense and looks each find what the others miss' };
}
