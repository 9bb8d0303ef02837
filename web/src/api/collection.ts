import { jsonBody, request, requestJson } from './request.ts';
import { serverSent } from './server-sent.ts';
import type { DocumentList, JobEvent, ReportEntry, ShownSegment, Status, WholeDocument } from './types.ts';

export function getStatus(): Promise<Status> {
  return requestJson<Status>('api/status');
}

export function getSegment(id: string, signal?: AbortSignal): Promise<ShownSegment> {
  return requestJson<ShownSegment>(`api/segments/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

export function listDocuments(
  { offset, limit, text }: { readonly offset: number; readonly limit: number; readonly text: string },
  signal?: AbortSignal,
): Promise<DocumentList> {
  const query = new URLSearchParams({ offset: String(offset), limit: String(limit), ...(text && { text }) });
  return requestJson<DocumentList>(`api/documents?${query}`, signal ? { signal } : {});
}

export function getDocument(id: string, signal?: AbortSignal): Promise<WholeDocument> {
  return requestJson<WholeDocument>(documentPath(id), signal ? { signal } : {});
}

export function documentPath(id: string): string {
  return `api/documents/${encodeURIComponent(id)}`;
}

export async function uploadFiles(files: readonly File[]): Promise<string> {
  const form = new FormData();
  for (const file of files) form.append('files', file, file.name);
  const { job } = await requestJson<{ job: string }>('api/documents', { method: 'POST', body: form });
  return job;
}

export async function addUrls(urls: readonly string[]): Promise<string> {
  const { job } = await requestJson<{ job: string }>('api/documents', jsonBody({ urls }));
  return job;
}

export async function reindex(id: string): Promise<string> {
  const { job } = await requestJson<{ job: string }>(`${documentPath(id)}/reindex`, { method: 'POST' });
  return job;
}

export async function removeDocument(id: string): Promise<void> {
  // It must reach the server even while the page is being left.
  await request(documentPath(id), { method: 'DELETE', keepalive: true });
}

export async function cancelJob(job: string): Promise<void> {
  await request(`api/jobs/${encodeURIComponent(job)}`, { method: 'DELETE' });
}

export async function* jobEvents(job: string, signal: AbortSignal): AsyncGenerator<JobEvent> {
  const response = await request(`api/jobs/${encodeURIComponent(job)}/events`, { signal });
  for await (const { event, data } of serverSent(response)) {
    const known = typeof data === 'object' && data !== null ? (data as Partial<JobEvent>) : {};
    yield { ...known, type: known.type ?? event };
  }
}

export function listReports(): Promise<{ readonly reports: readonly ReportEntry[] }> {
  return requestJson('api/evaluations');
}
