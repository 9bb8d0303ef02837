import { useEffect, useRef, useState } from 'preact/hooks';
import { request } from '../api/request.ts';
import type { Box, Citation, ShownSegment } from '../api/types.ts';
import { flowing } from '../parts/flowing-text.ts';
import { Icon } from '../parts/icon.tsx';
import { altOf } from '../parts/place-text.ts';
import { Marked } from '../search/marked.tsx';
import { PipeTable, readPipeTable } from '../search/pipe-table.tsx';
import { Player } from './player.tsx';
import { Stage } from './stage.tsx';

interface EvidenceProps {
  readonly segment: ShownSegment;
  readonly citation: Citation | undefined;
  readonly question: string;
}

/** The evidence to look at, to listen to, or to read. */
export function Evidence({ segment, citation, question }: EvidenceProps) {
  const { mediaType } = segment.document;
  if (/^(audio|video)\//.test(mediaType)) {
    return (
      <div class="recording">
        <Player segment={segment} citation={citation} />
        <Sheet segment={segment} citation={citation} question={question} />
      </div>
    );
  }
  if (segment.page) return <PageEvidence segment={segment} citation={citation} question={question} />;
  return <Sheet segment={segment} citation={citation} question={question} />;
}

interface DrawnPage {
  readonly url: string;
  /** In the units of the boxes. */
  readonly width: number;
  readonly height: number;
  /** Whether the units are known: a box at a wrong place would be worse than none. */
  readonly measured: boolean;
}

function PageEvidence({ segment, citation, question }: EvidenceProps) {
  const [page, setPage] = useState<DrawnPage | 'missing'>();
  const url = segment.page?.url ?? '';
  useEffect(() => {
    const controller = new AbortController();
    let made: string | undefined;
    drawnPage(url, controller.signal).then(
      (drawn) => {
        made = drawn.url;
        setPage(drawn);
      },
      () => controller.signal.aborted || setPage('missing'),
    );
    return () => {
      controller.abort();
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [url]);
  if (page === 'missing') return <Sheet segment={segment} citation={citation} question={question} missing />;
  if (!page) {
    return (
      <div class="stage-room">
        <span class="spinner" role="status" aria-label="Loading the page" />
      </div>
    );
  }
  const boxes = page.measured ? boxesOf(segment, citation) : [];
  return <Stage url={page.url} size={page} boxes={boxes} alt={altOf(segment)} />;
}

/** The quoted lines where they are known, else the segment's place. */
function boxesOf(segment: ShownSegment, citation: Citation | undefined): readonly Box[] {
  const quoted = citation?.locator.box;
  const own = segment.page?.box ?? segment.locator.box;
  return quoted ? [quoted] : own ? [own] : [];
}

async function drawnPage(url: string, signal: AbortSignal): Promise<DrawnPage> {
  const side = window.devicePixelRatio > 1 ? 2200 : 1600;
  const response = await request(`${url}?side=${side}`, { signal });
  const blob = await response.blob();
  const made = URL.createObjectURL(blob);
  const width = Number(response.headers.get('x-sightline-page-width'));
  const height = Number(response.headers.get('x-sightline-page-height'));
  if (width > 0 && height > 0) return { url: made, width, height, measured: true };
  const image = new Image();
  image.src = made;
  await image.decode();
  return { url: made, width: image.naturalWidth, height: image.naturalHeight, measured: false };
}

/** What is only text, on a sheet of paper, with the quotation marked. */
function Sheet({ segment, citation, question, missing = false }: EvidenceProps & { readonly missing?: boolean }) {
  const { words } = segment;
  const body = words.body ?? words.transcript ?? words.ocr ?? words.caption ?? '';
  const rows = segment.kind === 'table' ? readPipeTable(body) : undefined;
  const quoted = useRef<HTMLElement>(null);
  useEffect(() => quoted.current?.scrollIntoView({ block: 'center' }), []);
  const text = flowing(body);
  if (text === '' && segment.document.mediaType.startsWith('video/')) return null;
  const quote = citation?.quote === undefined ? undefined : findQuote(text, citation.quote);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled with the keys
    <section class="sheet-room" tabIndex={0} aria-label="Text">
      {missing && (
        <p class="fine">
          <Icon name="warning" size={14} /> The page cannot be drawn any more; this is its text.
        </p>
      )}
      <div class="sheet">
        {words.heading && (
          <p class="sheet-heading" dir="auto">
            {words.heading}
          </p>
        )}
        {rows ? (
          <PipeTable rows={rows} question={question} />
        ) : quote ? (
          <p dir="auto">
            {text.slice(0, quote.start)}
            <mark class="quoted" ref={quoted}>
              {text.slice(quote.start, quote.end)}
            </mark>
            {text.slice(quote.end)}
          </p>
        ) : (
          <p dir="auto">
            <Marked text={text} question={question} />
          </p>
        )}
      </div>
    </section>
  );
}

/** Where a quotation stands in a text whose lines may be broken elsewhere. */
function findQuote(text: string, quote: string): { readonly start: number; readonly end: number } | undefined {
  const words = quote.trim().split(/\s+/);
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+');
  const found = pattern === '' ? null : new RegExp(pattern, 'u').exec(text);
  return found ? { start: found.index, end: found.index + found[0].length } : undefined;
}
