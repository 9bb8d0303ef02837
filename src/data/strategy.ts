/** Ways to search, each described in docs/strategies.md. */
export const strategyNames = ['late', 'unified', 'early', 'cascade', 'translate'] as const;
export type StrategyName = (typeof strategyNames)[number];

/** `auto` chooses one of them from the query and what the index holds, and says which. */
export const strategyChoices = [...strategyNames, 'auto'] as const;
export type StrategyChoice = (typeof strategyChoices)[number];

/** How the views' lists become one: by the places in them, by their scores made comparable, or by the mean of the two. */
export const fusionNames = ['both', 'rank', 'score'] as const;
export type FusionName = (typeof fusionNames)[number];
