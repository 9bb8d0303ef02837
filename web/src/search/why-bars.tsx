import type { HitView, ViewName } from '../api/types.ts';

const viewLabels: Readonly<Record<ViewName, string>> = { keyword: 'Words', text: 'Meaning', image: 'Looks' };
const order: readonly ViewName[] = ['keyword', 'text', 'image'];

/** Why a hit is there: what each view made of it, and how much of its score came from that. */
export function WhyBars({ hit }: { readonly hit: HitView }) {
  const total = order.reduce((sum, view) => sum + Math.max(0, hit.views[view]?.share ?? 0), 0) || 1;
  return (
    <dl class="why">
      {order.map((view) => {
        const said = hit.views[view];
        const part = Math.max(0, said?.share ?? 0) / total;
        return (
          <div key={view} class={`why-row ${view}${said ? '' : ' none'}`}>
            <dt>{viewLabels[view]}</dt>
            <dd>
              <span class="why-track" aria-hidden="true">
                <span class="why-fill" style={{ width: `${Math.round(part * 100)}%` }} />
              </span>
              <span class="why-said">
                {said
                  ? `#${said.rank} · ${said.share < 0 ? 'against' : `${Math.round(part * 100)}%`}`
                  : hit.missing.includes(view)
                    ? 'cannot say'
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
          <dt>Folded</dt>
          <dd>{hit.duplicates.length} nearly the same</dd>
        </div>
      )}
    </dl>
  );
}
