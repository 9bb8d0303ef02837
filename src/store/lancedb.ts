import { existsSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection, Table } from '@lancedb/lancedb';
import { type Segment, type SegmentKind, segmentKinds } from '../data/segment.ts';
import { reasonOf, SightlineError, systemCode } from '../support/errors.ts';
import { loadCommonJs } from '../support/load-common-js.ts';
import { filterToSql } from './lancedb-filter.ts';
import { type Row, recordFromPayload, recordKind, rowsOf, segmentFromPayload, tableSchema } from './lancedb-rows.ts';
import type {
  ScoredId,
  StoreAdapter,
  StoreOptions,
  StoreStats,
  VectorSearchState,
  VectorStore,
  VectorView,
} from './store.ts';

const views: readonly VectorView[] = ['text', 'image'];
const tableName = 'segments';
/** Versions a reader in another process may still be reading are kept this long. */
const keepVersionsMs = 30_000;
/** Probed partitions and refine factor of the approximate index; with them IVF_RQ was measured at recall 1.0. */
const probes = 20;
const refine = 10;

export const store: StoreAdapter = {
  scheme: 'lancedb',
  description: 'embedded, in a folder',
  open: lancedbStore,
};

/**
 * The embedded store: LanceDB in a folder. Search is exact up to `exactThreshold` vectors (50,000 unless told); above,
 * `optimize` builds an IVF_RQ index and measures its recall on the stored vectors.
 */
export async function lancedbStore(folder: string, options: StoreOptions): Promise<VectorStore> {
  const exactThreshold = options.exactThreshold ?? 50_000;
  const { connection, table } = await openTable(folder, options);
  const recall: Partial<Record<VectorView, VectorSearchState>> = {};
  /** Documents known to be in the table; loaded when first written to, as only one process writes. */
  let known: Set<string> | undefined;

  const knownDocuments = async (): Promise<Set<string>> => {
    known ??= new Set(
      (await rows<Pick<Row, 'document'>>(table.query().where(`kind = '${recordKind}'`).select(['document']))).map(
        (r) => r.document,
      ),
    );
    return known;
  };
  const indexed = async (view: VectorView): Promise<boolean> =>
    (await table.listIndices()).some((index) => index.columns.includes(view));
  const search = (view: VectorView, vector: Float32Array, k: number) =>
    table
      .query()
      .nearestTo(vector)
      .column(view)
      .distanceType('cosine')
      .select(['id', '_distance'])
      .limit(k)
      .nprobes(probes)
      .refineFactor(refine);
  const scored = (found: readonly { id: string; _distance: number }[]): ScoredId[] =>
    found.map((row) => ({ id: row.id, score: 1 - row._distance }));
  const count = (condition: string): Promise<number> => table.countRows(condition);

  /**
   * Stored vectors from evenly spaced rows, taken by place: a condition would scan the whole column. Rows without such a
   * vector are passed over, so several times as many are looked at; where the vector is rare, fewer come back.
   */
  async function sample(view: VectorView, wanted: number): Promise<Float32Array[]> {
    const all = await table.countRows();
    const looked = Math.min(all, 4 * wanted);
    if (looked === 0) return [];
    const offsets = Array.from({ length: looked }, (_, i) => Math.floor((i * all) / looked));
    const found = (
      await rows<{ vector: Iterable<number> | null }>(table.takeOffsets(offsets).select({ vector: view }))
    ).flatMap(({ vector }) => (vector ? [Float32Array.from(vector)] : []));
    const step = Math.max(1, found.length / wanted);
    return Array.from(
      { length: Math.min(wanted, found.length) },
      (_, i) => found[Math.floor(i * step)] as Float32Array,
    );
  }

  /** Recall@10 on stored vectors as queries, against exact search over the same vectors. */
  async function measureRecall(view: VectorView): Promise<VectorSearchState> {
    const queries = await sample(view, 32);
    let found = 0;
    let wanted = 0;
    for (const query of queries) {
      const exact = new Set((await rows<{ id: string }>(search(view, query, 10).bypassVectorIndex())).map((r) => r.id));
      const near = await rows<{ id: string }>(search(view, query, 10));
      wanted += exact.size;
      found += near.filter((row) => exact.has(row.id)).length;
    }
    return { method: 'approximate', recallAt10: wanted === 0 ? 1 : found / wanted, sampled: queries.length };
  }

  return {
    async put(documents) {
      if (documents.length === 0) return;
      const present = await knownDocuments();
      const replaced = documents.map((document) => document.record.id).filter((id) => present.has(id));
      const data = documents.flatMap(rowsOf);
      await guarded(folder, async () => {
        if (replaced.length === 0) await table.add(data);
        else {
          await table
            .mergeInsert('id')
            .whenMatchedUpdateAll()
            .whenNotMatchedInsertAll()
            .whenNotMatchedBySourceDelete({ where: `document in (${replaced.map(quote).join(', ')})` })
            .execute(data);
        }
      });
      for (const document of documents) present.add(document.record.id);
    },

    async touch(records) {
      if (records.length === 0) return;
      const data = records.flatMap((record) => rowsOf({ record, segments: [] }));
      await guarded(folder, () => table.mergeInsert('id').whenMatchedUpdateAll().execute(data));
    },

    async remove(documentIds) {
      if (documentIds.length === 0) return;
      await guarded(folder, () => table.delete(`document in (${documentIds.map(quote).join(', ')})`));
      for (const id of documentIds) known?.delete(id);
    },

    async nearest(view, vector, k, filter) {
      if (k <= 0) return [];
      let query = search(view, vector, k);
      if (filter) query = query.where(filterToSql(filter));
      return scored(await guarded(folder, () => rows(query)));
    },

    async keyword(text, k, filter) {
      if (k <= 0 || text.trim() === '') return [];
      const { MatchQuery, Operator } = lancedb();
      let query = table
        .query()
        .fullTextSearch(new MatchQuery(text, 'words', { operator: Operator.Or }))
        .select(['id', '_score'])
        .limit(k);
      if (filter) query = query.where(filterToSql(filter));
      const found = await guarded(folder, () => rows<{ id: string; _score: number }>(query));
      return found
        .map((row) => ({ id: row.id, score: row._score }))
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
    },

    async get(ids) {
      if (ids.length === 0) return [];
      const found = await guarded(folder, () =>
        rows<Pick<Row, 'id' | 'payload'>>(
          table
            .query()
            .where(`id in (${ids.map(quote).join(', ')})`)
            .select(['id', 'payload']),
        ),
      );
      const byId = new Map(found.map((row) => [row.id, row.payload]));
      return ids.flatMap((id) => {
        const payload = byId.get(id);
        return payload === undefined ? [] : [segmentFromPayload(payload)];
      });
    },

    async vectors(view, ids) {
      if (ids.length === 0) return new Map();
      const found = await guarded(folder, () =>
        rows<{ id: string; vector: Iterable<number> | null }>(
          table
            .query()
            .where(`id in (${ids.map(quote).join(', ')})`)
            .select({ id: 'id', vector: view }),
        ),
      );
      return new Map(found.flatMap(({ id, vector }) => (vector ? [[id, Float32Array.from(vector)] as const] : [])));
    },

    async list(limit, filter) {
      const condition = `kind != '${recordKind}'${filter ? ` and ${filterToSql(filter)}` : ''}`;
      const found = await guarded(folder, () =>
        rows<Pick<Row, 'payload'>>(table.query().where(condition).select(['payload']).limit(limit)),
      );
      return found.map((row): Segment => segmentFromPayload(row.payload));
    },

    sample: (view, wanted) => guarded(folder, () => sample(view, wanted)),

    async documents() {
      const found = await guarded(folder, () =>
        rows<Pick<Row, 'payload'>>(table.query().where(`kind = '${recordKind}'`).select(['payload'])),
      );
      return found.map((row) => recordFromPayload(row.payload));
    },

    async stats() {
      return guarded(folder, async (): Promise<StoreStats> => {
        const documents = await count(`kind = '${recordKind}'`);
        const kinds: Partial<Record<SegmentKind, number>> = {};
        for (const kind of segmentKinds) {
          const found = await count(`kind = '${kind}'`);
          if (found > 0) kinds[kind] = found;
        }
        const vectors = { text: await count('text is not null'), image: await count('image is not null') };
        const state = async (view: VectorView): Promise<VectorSearchState> => {
          if (!(await indexed(view))) return { method: 'exact' };
          recall[view] ??= await measureRecall(view);
          return recall[view];
        };
        return {
          documents,
          segments: Object.values(kinds).reduce((sum, n) => sum + n, 0),
          kinds,
          vectors,
          bytes: await folderBytes(folder),
          search: { text: await state('text'), image: await state('image') },
        };
      });
    },

    async optimize() {
      const { Index } = lancedb();
      await guarded(folder, async () => {
        for (const view of views) {
          if ((await count(`${view} is not null`)) <= exactThreshold || (await indexed(view))) continue;
          // Residual quantisation packs eight dimensions to a byte; other sizes keep their vectors whole.
          const quantise = options.dimensions[view] % 8 === 0;
          const config = quantise ? Index.ivfRq({ distanceType: 'cosine' }) : Index.ivfFlat({ distanceType: 'cosine' });
          await table.createIndex(view, { config });
        }
        await table.optimize({ cleanupOlderThan: new Date(Date.now() - keepVersionsMs) });
        for (const view of views) delete recall[view];
      });
    },

    async close() {
      table.close();
      connection.close();
    },
  };
}

function lancedb(): typeof import('@lancedb/lancedb') {
  return loadCommonJs('@lancedb/lancedb');
}

async function openTable(folder: string, options: StoreOptions): Promise<{ connection: Connection; table: Table }> {
  // LanceDB's Rust side logs to the terminal unless told otherwise, before its library is loaded.
  process.env.LANCEDB_LOG ??= 'error';
  const { connect, Index } = lancedb();
  await mkdir(folder, { recursive: true });
  return guarded(folder, async () => {
    // Every read sees the newest commit, also one of another process.
    const connection = await connect(folder, { readConsistencyInterval: 0 });
    if (existsSync(join(folder, `${tableName}.lance`)))
      return { connection, table: await connection.openTable(tableName) };
    const table = await connection.createEmptyTable(tableName, tableSchema(options.dimensions), {
      existOk: true,
    });
    await table.createIndex('words', {
      config: Index.fts({
        stem: true,
        removeStopWords: true,
        asciiFolding: true,
        lowercase: true,
        language: 'English',
      }),
    });
    return { connection, table };
  });
}

interface Collectable {
  toArray(): Promise<unknown[]>;
}

/** The rows of a query, as plain objects of the selected columns. */
async function rows<T>(query: Collectable): Promise<T[]> {
  return (await query.toArray()) as T[];
}

/** Gives the store's own errors a form that a person can act on. */
async function guarded<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SightlineError) throw error;
    const reason = reasonOf(error);
    if (systemCode(error) === 'ENOSPC' || /no space left|os error 28|disk quota/i.test(reason)) {
      throw new SightlineError('disk-full', `The disk that holds the index ${folder} is full.`, {
        remedy: 'Free some space and run the same command again; what was indexed before is still there.',
        cause: error,
      });
    }
    throw new SightlineError('index-corrupt', `The index in ${folder} cannot be read or written: ${reason}.`, {
      remedy: 'If this stays, move that folder away and index again; your own files are not touched by that.',
      cause: error,
    });
  }
}

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          (s) => s.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
