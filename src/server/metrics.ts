import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the server counts, for Prometheus. Labels are few and never hold what clients sent. */
export interface Metrics {
  request(labels: { readonly method: string; readonly route: string; readonly status: number }, seconds: number): void;
  search(kind: 'search' | 'ask', strategy: string): void;
  job(state: string): void;
  text(): Promise<string>;
  readonly contentType: string;
}

export interface MetricsSources {
  /** Documents and segments in the index. */
  counts(): Promise<{ readonly documents: number; readonly segments: number }>;
  jobsRunning(): number;
}

const latencyBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function serverMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  let hasDefaults = false;
  const requests = new Counter({
    name: 'sightline_http_requests_total',
    help: 'Requests by route and status',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'sightline_http_request_duration_seconds',
    help: 'Time until a response begins',
    labelNames: ['method', 'route'],
    buckets: latencyBuckets,
    registers,
  });
  const searches = new Counter({
    name: 'sightline_searches_total',
    help: 'Searches and questions by strategy',
    labelNames: ['kind', 'strategy'],
    registers,
  });
  const jobs = new Counter({
    name: 'sightline_jobs_total',
    help: 'Indexing jobs by how they ended',
    labelNames: ['state'],
    registers,
  });
  const documents = new Gauge({ name: 'sightline_documents', help: 'Documents in the index', registers });
  const segments = new Gauge({ name: 'sightline_segments', help: 'Segments in the index', registers });
  const running = new Gauge({ name: 'sightline_jobs_running', help: 'Indexing jobs under way', registers });

  return {
    request({ method, route, status }, seconds) {
      requests.inc({ method, route, status: String(status) });
      durations.observe({ method, route }, seconds);
    },
    search: (kind, strategy) => searches.inc({ kind, strategy }),
    job: (state) => jobs.inc({ state }),
    async text() {
      // Not before somebody asks: they watch the event loop and the garbage collector all the time.
      if (!hasDefaults) collectDefaultMetrics({ register: registry });
      hasDefaults = true;
      const counts = await sources.counts().catch(() => undefined);
      if (counts) {
        documents.set(counts.documents);
        segments.set(counts.segments);
      }
      running.set(sources.jobsRunning());
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
