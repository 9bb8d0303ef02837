import { useEffect, useState } from 'preact/hooks';
import { Link } from '../address/link.tsx';
import { listReports } from '../api/collection.ts';
import type { RequestFailure } from '../api/request-failure.ts';
import type { Measure, ReportEntry } from '../api/types.ts';
import { dateWords } from '../collection/media-type-words.ts';
import { FailureNotice } from '../parts/failure-notice.tsx';
import { Icon } from '../parts/icon.tsx';
import { asFailure } from '../search/search-run.ts';
import { ReportFrame } from './report-frame.tsx';
import '../style/reports.css';

/** Evaluation reports: how well the index answers judged questions. */
export function ReportsView({ id }: { readonly id?: string | undefined }) {
  const [reports, setReports] = useState<readonly ReportEntry[]>();
  const [failure, setFailure] = useState<RequestFailure>();
  const load = (): void => {
    setFailure(undefined);
    listReports().then(
      (found) => setReports(found.reports),
      (error) => setFailure(asFailure(error)),
    );
  };
  useEffect(load, []);
  if (failure) return <FailureNotice failure={failure} retry={load} />;
  if (!reports) return <p class="notice">Loading…</p>;
  if (id !== undefined) return <Report id={id} entry={reports.find((one) => one.id === id)} />;
  return (
    <div class="reports">
      <header class="view-head">
        <h1>Reports</h1>
        <p class="fine">How well the collection answers questions whose right answers are known.</p>
      </header>
      {reports.length === 0 ? (
        <section class="empty">
          <Icon name="why" size={34} />
          <h2>No reports yet</h2>
          <p>
            Write some questions with their right answers into a file and run <code>sightline eval</code>; its reports
            are shown here.
          </p>
        </section>
      ) : (
        <ul class="report-list">
          {reports.map((entry) => (
            <ReportRow key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** Of each report, so that the list stays a list. */
const mostMeasures = 4;

function ReportRow({ entry }: { readonly entry: ReportEntry }) {
  return (
    <li>
      <div>
        <h2>
          <Link to={{ view: 'reports', id: entry.id }} class="cover-link">
            {entry.name}
          </Link>
        </h2>
        <p class="fine">
          {[dateWords(entry.createdAt), `${entry.queries} questions`].filter((part) => part !== '').join(' · ')}
        </p>
      </div>
      <dl>
        {Object.entries(entry.measures)
          .slice(0, mostMeasures)
          .map(([name, measure]) => (
            <MeasureBar key={name} name={name} measure={measure} />
          ))}
      </dl>
    </li>
  );
}

/** A mean from 0 to 1 with its interval. */
function MeasureBar({
  name,
  measure: { mean, low = mean, high = mean },
}: {
  readonly name: string;
  readonly measure: Measure;
}) {
  const inRange = mean >= 0 && mean <= 1;
  return (
    <div class="measure">
      <dt>{name}</dt>
      <dd>
        <strong>{inRange ? mean.toFixed(3) : mean.toPrecision(4)}</strong>
        {inRange && (
          <span class="measure-line" title={`${low.toFixed(3)} to ${high.toFixed(3)}`} aria-hidden="true">
            <span style={{ left: `${low * 100}%`, width: `${Math.max(1, (high - low) * 100)}%` }} />
            <i style={{ left: `${mean * 100}%` }} />
          </span>
        )}
      </dd>
    </div>
  );
}

function Report({ id, entry }: { readonly id: string; readonly entry: ReportEntry | undefined }) {
  return (
    <div class="report">
      <header class="view-head">
        <Link class="back" to={{ view: 'reports' }}>
          <Icon name="left" size={16} /> Reports
        </Link>
        <h1>{entry?.name ?? 'Report'}</h1>
      </header>
      <ReportFrame path={`api/evaluations/${encodeURIComponent(id)}`} title={`Report: ${entry?.name ?? id}`} />
    </div>
  );
}
