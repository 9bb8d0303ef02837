import { formatLocator } from '../../data/locator.ts';
import type { SegmentDraft } from '../../data/segment.ts';
import { throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { cappedWarnings } from '../capped-warnings.ts';
import { documentPictures } from '../markup/document-pictures.ts';
import { pictureReferences } from '../markup/picture-references.ts';
import { detectMediaType } from '../media-type.ts';
import { pace } from '../pace.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { declaredCharset } from '../text/decode-text.ts';
import { textSegments, tooMany } from '../text/text-segments.ts';
import { findColumns, missingColumns } from './column-mapping.ts';
import { flattenRecord } from './flat-record.ts';
import { type ParsedCatalogue, type ParsedRow, parseRecords } from './parse-records.ts';
import { recordIds } from './record-ids.ts';
import { recordMetadata, recordWords } from './record-words.ts';

/** Records looked at to find out which column is which. */
const sampleRecords = 50;
/** Folders beside a catalogue in which its pictures are looked for when it gives bare file names. */
const pictureFolders = ['images', 'image', 'img', 'imgs', 'pictures', 'photos', 'media', 'assets'];

/**
 * Catalogues: each record of a JSON, JSON Lines, CSV or TSV file is a segment with its words, its facts as metadata, and its
 * picture. A JSON file that is no catalogue is read as text.
 */
export const recordsReader: Reader = {
  name: 'records',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const bytes = await asset.bytes();
    const mediaType = await detectMediaType(bytes, asset.name, asset.declaredType);
    const parsed = parseRecords(bytes, mediaType, {
      name: shownName(asset.name),
      declared: declaredCharset(asset.declaredType),
      warn: (warning) => context.warn(warning),
    });
    if ('text' in parsed) yield* textSegments(parsed.text, asset.name, context);
    else yield* recordSegments(parsed, shownName(asset.name), context);
  },
};

async function* recordSegments(
  catalogue: ParsedCatalogue,
  name: string,
  context: ReadContext,
): AsyncGenerator<SegmentDraft> {
  const step = pace(context.signal);
  const pictures = documentPictures(context, { remote: true, folders: pictureFolders });
  const warn = (warning: { message: string; at?: string }) => context.warn(warning);
  const broken = cappedWarnings(warn, (count) => `${count} more records of ${name} could not be read.`);
  const ids = recordIds(name, warn);
  const { sample, rest } = await takeSample(catalogue.rows, step);
  const flat = sample.flatMap((row) => (row.problem === undefined ? [flattenRecord(row.value)] : []));
  const columns = findColumns(flat, context.columns);
  for (const column of flat.length > 0 ? missingColumns(flat, context.columns) : [])
    warn({
      message: `${name} has no column ${shownName(column, 100)}; the columns were found by their names instead. It has: ${shownName(columnNames(flat), 500)}.`,
    });

  let count = 0;
  for (const row of chain(sample, rest)) {
    await step();
    if (row.problem !== undefined) {
      const where = row.line === undefined ? `Record ${row.row}` : `Line ${row.line}`;
      broken.warn({ message: `${where} of ${name} was left out: ${row.problem}.` });
      continue;
    }
    const record = flattenRecord(row.value);
    const own = columns.id === undefined ? undefined : record.get(columns.id);
    const id = ids.take(
      row.key ?? (typeof own === 'string' || typeof own === 'number' ? String(own) : undefined),
      row.row,
    );
    const locator = { id };
    if (count === context.limits.maxRecords) {
      warn(tooMany(name, count, formatLocator(locator).slice(1)));
      break;
    }
    const [reference, ...more] = columns.image === undefined ? [] : pictureReferences(record.get(columns.image));
    const picture =
      reference === undefined
        ? undefined
        : await pictures.load(reference, `Record ${shownName(id, 100)} of ${name}`, formatLocator(locator));
    const words = recordWords(record, columns, { heading: catalogue.title, pictured: picture !== undefined });
    if (Object.keys(words).length === 0 && !picture) {
      broken.warn({ message: `Record ${shownName(id, 100)} of ${name} was left out: it is empty.` });
      continue;
    }
    count++;
    yield {
      kind: 'record',
      locator,
      words,
      metadata: recordMetadata(record, columns, more, catalogue),
      ...(picture ? { picture } : {}),
    };
  }
  broken.close();
  ids.close();
  pictures.close();
}

/** The first records, and an iterator for those behind them. */
async function takeSample(
  rows: Iterable<ParsedRow>,
  step: () => Promise<void>,
): Promise<{ sample: ParsedRow[]; rest: Iterator<ParsedRow> }> {
  const rest = rows[Symbol.iterator]();
  const sample: ParsedRow[] = [];
  for (let good = 0; good < sampleRecords; ) {
    await step();
    const next = rest.next();
    if (next.done) break;
    sample.push(next.value);
    if (next.value.problem === undefined) good++;
  }
  return { sample, rest };
}

function* chain(sample: readonly ParsedRow[], rest: Iterator<ParsedRow>): Generator<ParsedRow> {
  try {
    yield* sample;
    for (let next = rest.next(); !next.done; next = rest.next()) yield next.value;
  } finally {
    rest.return?.();
  }
}

function columnNames(records: readonly ReadonlyMap<string, unknown>[]): string {
  const names = new Set(records.flatMap((record) => [...record.keys()]));
  return [...names].slice(0, 30).join(', ');
}
