import type { Answer, HitView } from '../api/types.ts';
import { useStore } from '../store/store.ts';
import { HitCard } from './hit-card.tsx';
import { pointed } from './pointed.ts';
import { moveInWall } from './wall-keys.ts';

interface WallProps {
  readonly hits: readonly HitView[];
  readonly question: string;
  readonly answer?: Answer | undefined;
  readonly why: boolean;
  /** What is shown is of the search before. */
  readonly stale: boolean;
}

/** The hits in their order, row by row, in rows of one height. */
export function Wall({ hits, question, answer, why, stale }: WallProps) {
  const pointedAt = useStore(pointed);
  const cited = (id: string): number[] =>
    answer?.citations.filter(({ segmentId }) => segmentId === id).map(({ number }) => number) ?? [];
  return (
    <ol
      class={`wall${stale ? ' stale' : ''}${pointedAt !== undefined ? ' pointing' : ''}`}
      aria-busy={stale}
      onKeyDown={moveInWall}
    >
      {hits.map((hit, at) => (
        <HitCard
          key={hit.id}
          hit={hit}
          question={question}
          cited={cited(hit.id)}
          pointed={pointedAt === hit.id}
          why={why}
          eager={at < 8}
        />
      ))}
    </ol>
  );
}

/** Where the hits will be. */
export function WallSkeleton() {
  return (
    <ol class="wall skeleton" aria-hidden="true">
      {[1.33, 1, 1.5, 0.8, 1.33, 1.6, 1, 1.2, 0.75, 1.33].map((ratio, at) => (
        <li key={at} class="card" style={{ '--ratio': String(ratio) }}>
          <article>
            <div class="card-picture" />
            <div class="card-words" />
          </article>
        </li>
      ))}
    </ol>
  );
}
