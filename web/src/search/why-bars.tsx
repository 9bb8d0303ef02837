import type { HitView, ViewName } from '../api/types.ts';
import { whySentence } from './why-sentence.ts';

const viewLabels: Readonly<Record<ViewName, string>> = { keyword: 'Words', text: 'Meaning', image: 'Looks' };
/** Said of what a view has nothing to look at. */
const missingWords: Readonly<Record<ViewName, string>> = { keyword: 'no words', text: 'no words', image: 'no picture' };
const order: readonly ViewName[] = ['keyword', 'text', 'image'];

/** Why a hit is there: what each view made of it, and how much of its score came from that. */
export function WhyBars({ hit, question }: { readonly hit: HitView; readonly question: string }) {
  const total = order.reduce((sum, view) => sum + Math.max(0, hit.views[view]?.share ?? 0), 0) || 1;
  return (
    <div class="why">
      <p>{whySentence(hit, question)}</p>
      <dl>
        {order.map((view) => {
          const said = hit.views[view];
          const part = Math.max(0, said?.share ?? 0) / total;
          return (
            <div
              key={view}
              class={`why-row ${view}${said ? '' : ' none'}`}
              title={
                said &&
                `Place ${said.rank} by ${viewLabels[view].toLowerCase()}; ${said.share < 0 ? 'lower than most, which counts against it' : `${Math.round(part * 100)} % of its score`}`
              }
            >
              <dt>{viewLabels[view]}</dt>
              <dd>
                <span class="why-track" aria-hidden="true">
                  <span class="why-fill" style={{ width: `${Math.round(part * 100)}%` }} />
                </span>
                <span class="why-said">
                  {said
                    ? `#${said.rank} · ${said.share < 0 ? 'low' : `${Math.round(part * 100)}%`}`
                    : hit.missing.includes(view)
                      ? missingWords[view]
                      : 'not found'}
                </span>
              </dd>
            </div>
          );
        })}
        {hit.reranked && (
          <div class="why-row">
            <dt>Read again</dt>
            <dd>
              from #{hit.reranked.from} by {hit.reranked.by}
            </dd>
          </div>
        )}
        {hit.duplicates.length > 0 && (
          <div class="why-row">
            <dt>Alike</dt>
            <dd>{hit.duplicates.length} more, nearly the same</dd>
          </div>
        )}
      </dl>
    </div>
  );
}
