import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import type { Sightline } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';
import { hideFolders } from '../support/hide-folders.ts';
import { type AddingEvent, indexDirectly } from './adding.ts';
import { allowedSource } from './allowed-source.ts';
import { callProgress } from './call-progress.ts';
import { type McpSetting, writeScope } from './mcp-options.ts';
import { cleanLine } from './quoted-text.ts';
import { answerCall, type CallContext } from './tool-result.ts';

const input = z.strictObject({
  sources: z
    .array(z.string().min(1).max(4_096))
    .min(1)
    .max(100)
    .describe('files, folders (with all in them) and web addresses'),
});
const output = {
  indexed: z.int(),
  unchanged: z.int(),
  removed: z.int().describe('documents that are gone from their folder'),
  failed: z.int(),
  segments: z.int(),
  seconds: z.number(),
  failures: z.array(z.object({ name: z.string(), reason: z.string() })).describe('the first of those that failed'),
  warnings: z.array(z.object({ name: z.string(), message: z.string() })),
};
/** Failures and warnings that are told one by one. */
const mostTold = 50;

interface Told {
  readonly counts: {
    indexed: number;
    unchanged: number;
    removed: number;
    failed: number;
    segments: number;
    seconds: number;
  };
  readonly failures: { name: string; reason: string }[];
  readonly warnings: { name: string; message: string }[];
}

export function addTool(server: McpServer, engine: Sightline, setting: McpSetting): void {
  const index = setting.index ?? indexDirectly(engine);
  server.registerTool(
    'add',
    {
      title: 'Add to the index',
      description:
        'Indexes files, folders and web addresses, or brings them up to date: what is unchanged costs nothing. Pictures, PDF, Office, HTML, Markdown, tables, catalogues, e-mails and archives are read.',
      inputSchema: input,
      outputSchema: output,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    },
    ({ sources }, context) =>
      answerCall(setting, async () => {
        assertMayWrite(setting, context);
        const allowed: string[] = [];
        for (const source of sources) allowed.push(await allowedSource(source, setting.roots));
        const told = await follow(index(allowed, context.signal), context, setting);
        const { counts, failures, warnings } = told;
        const structuredContent = { ...counts, failures, warnings };
        return { content: [{ type: 'text', text: describe(told) }], structuredContent };
      }),
  );
}

/** @throws SightlineError 'bad-option' where the server, or the key of this request, only reads. */
function assertMayWrite({ readOnly }: McpSetting, { authInfo }: CallContext): void {
  if (readOnly) {
    throw new SightlineError('bad-option', 'This index is served for reading only.', {
      remedy: 'Add with `sightline index`, or start the server without read-only mode.',
    });
  }
  if (authInfo && !authInfo.scopes.includes(writeScope)) {
    throw new SightlineError('bad-option', 'This key may read, not write.', { remedy: 'Use a key that may write.' });
  }
}

/** Tells the client how far it has come, and gathers what it should know afterwards. */
async function follow(
  events: AsyncIterable<AddingEvent>,
  context: CallContext,
  { privateFolders }: McpSetting,
): Promise<Told> {
  const hidden = (text: string, maxChars?: number): string => cleanLine(hideFolders(text, privateFolders), maxChars);
  const progress = callProgress(context);
  const counts = { indexed: 0, unchanged: 0, removed: 0, failed: 0, segments: 0, seconds: 0 };
  const told: Told = { counts, failures: [], warnings: [] };
  const startedAt = performance.now();
  let waits = 0;
  let done = 0;
  let total: number | undefined;
  for await (const event of events) {
    switch (event.type) {
      case 'waiting': {
        const { before } = event;
        const message =
          before === 0 ? 'Waiting for its turn' : `Waiting for ${before} ${before === 1 ? 'job' : 'jobs'}`;
        // Always more than before and less than one document.
        progress.last({ done: waits / (waits + 1), message });
        waits++;
        continue;
      }
      case 'found':
        total = event.total;
        continue;
      case 'removed':
        counts.removed++;
        continue;
      case 'failed':
        if (told.failures.length < mostTold) {
          told.failures.push({ name: hidden(event.name), reason: hidden(event.reason, 500) });
        }
        break;
      case 'indexed':
        counts.segments += event.segments;
        for (const message of event.warnings.slice(0, mostTold - told.warnings.length)) {
          told.warnings.push({ name: hidden(event.name), message: hidden(message, 500) });
        }
    }
    counts[event.type]++;
    done++;
    const bound = total === undefined ? {} : { total: Math.max(total, done) };
    progress.tell({ done, ...bound, message: `${event.type}: ${hidden(event.name, 120)}` });
  }
  progress.last({ done: done + 1, total: done + 1, message: 'Done' });
  counts.seconds = Math.round(performance.now() - startedAt) / 1000;
  return told;
}

function describe({ counts, failures, warnings }: Told): string {
  const { indexed, unchanged, removed, failed, segments, seconds } = counts;
  return [
    `Indexed ${indexed} (${segments} segments), unchanged ${unchanged}, removed ${removed}, failed ${failed}, in ${seconds.toFixed(1)} s.`,
    ...failures.map(({ name, reason }) => `Failed: ${name}: ${reason}`),
    ...(failed > failures.length ? [`And ${failed - failures.length} more that failed.`] : []),
    ...warnings.map(({ name, message }) => `Warning: ${name}: ${message}`),
  ].join('\n');
}
