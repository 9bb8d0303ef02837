import { useEffect, useRef, useState } from 'preact/hooks';
import { accessKey } from '../api/access-key.ts';
import { apiUrl, request } from '../api/request.ts';
import type { RequestFailure } from '../api/request-failure.ts';
import { FailureNotice } from '../parts/failure-notice.tsx';
import { asFailure } from '../search/search-run.ts';

interface ReportFrameProps {
  readonly path: string;
  readonly title: string;
}

/** A report as the page that it is, in a frame without scripts. */
export function ReportFrame({ path, title }: ReportFrameProps) {
  const keyed = accessKey.get().key !== undefined;
  return keyed ? <FetchedFrame path={path} title={title} /> : <iframe title={title} src={apiUrl(path)} sandbox="" />;
}

/**
 * A frame cannot send the key, so the page fetches the report and puts it there. The sandbox allows no script; that it is of
 * the page's own origin lets the page do this much, and the report nothing.
 */
function FetchedFrame({ path, title }: ReportFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [report, setReport] = useState<string>();
  const [failure, setFailure] = useState<RequestFailure>();
  useEffect(() => {
    const controller = new AbortController();
    request(path, { signal: controller.signal })
      .then((response) => response.text())
      .then(setReport)
      .catch((error) => controller.signal.aborted || setFailure(asFailure(error)));
    return () => controller.abort();
  }, [path]);
  if (failure) return <FailureNotice failure={failure} />;
  if (report === undefined) return <p class="notice">Loading…</p>;
  return (
    <iframe
      ref={frame}
      title={title}
      sandbox="allow-same-origin"
      srcdoc="<!doctype html>"
      onLoad={() => frame.current && write(report, frame.current)}
    />
  );
}

function write(report: string, frame: HTMLIFrameElement): void {
  const inside = frame.contentDocument;
  const view = inside?.defaultView;
  if (!inside || !view || inside.body.hasChildNodes()) return;
  const read = new DOMParser().parseFromString(report, 'text/html');
  // The page's policy forbids style elements, which a frame like this one inherits; sheets made by the page are its own.
  inside.adoptedStyleSheets = [...read.querySelectorAll('style')].map(({ textContent }) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(textContent);
    return sheet;
  });
  inside.documentElement.lang = read.documentElement.lang;
  inside.body.replaceWith(inside.adoptNode(read.body));
}
