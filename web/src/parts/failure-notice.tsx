import type { RequestFailure } from '../api/request-failure.ts';
import { Icon } from './icon.tsx';

/** What went wrong, what to do, and a way to try again. */
export function FailureNotice({ failure, retry }: { readonly failure: RequestFailure; readonly retry?: () => void }) {
  return (
    <section class="failure" role="alert">
      <Icon name="warning" size={28} />
      <div>
        <h2>{failure.title}</h2>
        <p>{failure.message}</p>
        {failure.remedy && <p class="remedy">{failure.remedy}</p>}
        {retry && (
          <button type="button" class="button" onClick={retry}>
            <Icon name="again" size={16} /> Try again
          </button>
        )}
      </div>
    </section>
  );
}
