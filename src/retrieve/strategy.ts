import type { ViewEvidence } from '../data/hit.ts';
import type { Segment, ViewName } from '../data/segment.ts';
import type { FusionName } from '../data/strategy.ts';
import type { SearchedViews, ViewSearch } from './search-views.ts';

/** What a strategy searches with. */
export interface StrategySearch extends ViewSearch {
  /** Views that may be used. */
  readonly allowed: readonly ViewName[];
  /** How much more or less than usual each view is believed: factors. */
  readonly weights: Partial<Record<ViewName, number>>;
  readonly fusion: FusionName;
  /** Whether passages and pictures have vectors of one space, so that they can be compared with each other. */
  readonly oneSpace: boolean;
  /** Hits wanted. */
  readonly wanted: number;
  /** The share of the picture in a joint vector. */
  readonly pictureShare: number;
}

/** One segment in a strategy's order. */
export interface Ranked {
  readonly segment: Segment;
  readonly score: number;
  readonly views: Partial<Record<ViewName, ViewEvidence>>;
}

export interface StrategyFound {
  /** Best first. */
  readonly ranked: readonly Ranked[];
  readonly searched: SearchedViews;
  /** What a person should know of how it was found. */
  readonly notes: readonly string[];
}

/** A way to bring what the views find into one order. */
export type Strategy = (search: StrategySearch) => Promise<StrategyFound>;

/** Said by strategies that compare in one space, where passages have vectors of another. */
export const passagesElsewhere =
  'Passages were not compared: their vectors come from another model than those of pictures. Use the strategy late for both.';
