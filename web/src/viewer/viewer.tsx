import { useEffect, useState } from 'preact/hooks';
import { address, closeShown, show } from '../address/navigation.ts';
import { getSegment } from '../api/collection.ts';
import type { RequestFailure } from '../api/request-failure.ts';
import type { Citation, HitView, ShownSegment } from '../api/types.ts';
import { FailureNotice } from '../parts/failure-notice.tsx';
import { Icon } from '../parts/icon.tsx';
import { Modal } from '../parts/modal.tsx';
import { titleOf, whereOf } from '../parts/place-text.ts';
import { asFailure, searchRun } from '../search/search-run.ts';
import { useStore } from '../store/store.ts';
import { Details } from './details.tsx';
import { Evidence } from './evidence.tsx';
import { shownParts } from './shown-parts.ts';
import '../style/viewer.css';

/** A segment with its evidence: the page, slide, picture, passage or recording it stands on. */
export function Viewer({ id }: { readonly id: string }) {
  const run = useStore(searchRun);
  const parts = useStore(shownParts);
  const { view, question, cited } = { question: undefined, ...useStore(address) };
  const hits: readonly HitView[] = view === 'search' ? (run.reply?.hits ?? []) : [];
  const hit = hits.find((one) => one.id === id);
  const citation = citationOf(run.answer?.citations ?? [], id, cited);
  const [segment, setSegment] = useState<ShownSegment | undefined>(hit);
  const [failure, setFailure] = useState<RequestFailure>();

  useEffect(() => {
    const controller = new AbortController();
    setFailure(undefined);
    setSegment(hit);
    getSegment(id, controller.signal).then(setSegment, (error) => {
      if (!controller.signal.aborted && !hit) setFailure(asFailure(error));
    });
    return () => controller.abort();
  }, [id]);

  const ids = view === 'document' ? parts : hits.map((one) => one.id);
  const at = ids.indexOf(id);
  const step = (by: number): void => {
    const next = ids[at + by];
    if (at >= 0 && next !== undefined) show(next);
  };
  const [before, after] = view === 'document' ? ['Previous part', 'Next part'] : ['Previous hit', 'Next hit'];
  const current = segment?.id === id ? segment : hit;
  return (
    <Modal
      label={current ? `${titleOf(current)}, ${whereOf(current)}` : 'Evidence'}
      className="viewer"
      close={closeShown}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
        if (event.target instanceof Element && event.target.closest('input, video, audio, select')) return;
        if (event.key === 'ArrowRight') step(1);
        else if (event.key === 'ArrowLeft') step(-1);
        else return;
        event.preventDefault();
      }}
    >
      <header class="viewer-head">
        <div>
          <h2>{current ? titleOf(current) : ' '}</h2>
          <p class="where">{current && whereOf(current)}</p>
        </div>
        {ids.length > 1 && at >= 0 && (
          <div class="viewer-steps">
            <button type="button" class="round" disabled={at === 0} onClick={() => step(-1)} aria-label={before}>
              <Icon name="left" />
            </button>
            <span class="fine" aria-live="polite">
              {at + 1} / {ids.length}
            </span>
            <button
              type="button"
              class="round"
              disabled={at === ids.length - 1}
              onClick={() => step(1)}
              aria-label={after}
            >
              <Icon name="right" />
            </button>
          </div>
        )}
        <button type="button" class="round viewer-close" onClick={closeShown} aria-label="Close">
          <Icon name="close" />
        </button>
      </header>
      {failure && <FailureNotice failure={failure} />}
      {current && (
        <div class="viewer-body">
          <Evidence
            key={`${current.id} ${citation?.number}`}
            segment={current}
            citation={citation}
            question={question?.text ?? ''}
          />
          <Details segment={current} hit={hit} citation={citation} question={question?.text ?? ''} />
        </div>
      )}
    </Modal>
  );
}

/** The citation that was pressed; a segment may be cited for several quotations. */
function citationOf(citations: readonly Citation[], id: string, cited: number | undefined): Citation | undefined {
  const own = citations.filter(({ segmentId }) => segmentId === id);
  return own.find(({ number }) => number === cited) ?? own[0];
}
