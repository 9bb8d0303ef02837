import { basename, dirname, isAbsolute } from 'node:path';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import type { IndexStatus, Sightline } from '../engine/engine.ts';
import { hideFolders } from '../support/hide-folders.ts';
import { type McpSetting, writeScope } from './mcp-options.ts';
import { cleanLine } from './quoted-text.ts';
import { answerCall } from './tool-result.ts';

const output = {
  version: z.string(),
  documents: z.int(),
  segments: z.int(),
  kinds: z.record(z.string(), z.int()).describe('segments of each kind'),
  models: z.object({ image: z.string(), text: z.string() }).describe('embedders of the two vector views'),
  readOnly: z.boolean(),
  notices: z.array(z.string()),
  problems: z.array(z.object({ name: z.string(), reason: z.string() })).describe('files that could not be read'),
};
const mostProblems = 50;

export function statusTool(server: McpServer, engine: Sightline, setting: McpSetting): void {
  server.registerTool(
    'status',
    {
      title: 'Status of the index',
      description: 'What the index holds, the models it is searched with, and the files that could not be read.',
      inputSchema: z.strictObject({}),
      outputSchema: output,
      annotations: { readOnlyHint: true, openWorldHint: false, idempotentHint: true },
    },
    (_args, { authInfo }) =>
      answerCall(setting, async () => {
        const status = await engine.status();
        const structuredContent = {
          version: setting.version,
          documents: status.documents,
          segments: status.segments,
          kinds: Object.fromEntries(Object.entries(status.kinds).map(([kind, count]) => [kind, count ?? 0])),
          models: { image: status.spaces.image.model, text: status.spaces.text.model },
          readOnly: setting.readOnly || (authInfo !== undefined && !authInfo.scopes.includes(writeScope)),
          notices: [...status.notices],
          problems: problemsOf(status, setting),
        };
        const { documents, segments, kinds, models, problems } = structuredContent;
        const text = [
          `${documents} documents, ${segments} segments: ${Object.entries(kinds)
            .map(([kind, n]) => `${n} ${kind}`)
            .join(', ')}.`,
          `Models: ${[...new Set([models.image, models.text])].join(', ')}.`,
          ...status.notices.map((notice) => cleanLine(notice)),
          ...problems.map(({ name, reason }) => `Could not be read: ${name}: ${reason}`),
        ].join('\n');
        return { content: [{ type: 'text', text }], structuredContent };
      }),
  );
}

/** Where the files lie is told to the user of this machine, and to nobody who calls over a network. */
function problemsOf({ problems }: IndexStatus, { roots, privateFolders }: McpSetting) {
  return problems.slice(0, mostProblems).map(({ source, reason }) => {
    const isHidden = roots !== undefined && isAbsolute(source);
    const folders = isHidden ? [...privateFolders, dirname(source)] : privateFolders;
    const name = isHidden ? basename(source) : source;
    return { name: cleanLine(name), reason: cleanLine(hideFolders(reason, folders), 500) };
  });
}
