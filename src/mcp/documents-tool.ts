import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import type { Sightline } from '../engine/engine.ts';
import { documentList, documentsNamed } from './document-list.ts';
import { documentUri } from './document-uri.ts';
import type { McpSetting } from './mcp-options.ts';
import { cleanLine } from './quoted-text.ts';
import { answerCall } from './tool-result.ts';

const usualLimit = 50;
const input = z.strictObject({
  containing: z.string().max(200).optional().describe('only documents with this in their name: invoice, .pdf, 2024/'),
  offset: z.int().min(0).max(10_000_000).optional().describe('how many to pass over: nextOffset of the call before'),
  limit: z.int().min(1).max(200).optional().describe(`how many to list, ${usualLimit} unless told`),
});
const output = {
  total: z.int().describe('documents that there are, listed or not'),
  documents: z.array(
    z.object({
      name: z.string().describe('as references begin with it; `show` takes it'),
      mediaType: z.string(),
      segments: z.int().describe('pieces of evidence in it'),
      indexedAt: z.string(),
      uri: z.string(),
    }),
  ),
  nextOffset: z.int().optional().describe('where the list goes on; absent at its end'),
};

export function documentsTool(server: McpServer, engine: Sightline, setting: McpSetting): void {
  server.registerTool(
    'documents',
    {
      title: 'List documents',
      description:
        'Lists the indexed documents by name, page after page. To find something in them, use "search"; to read one, "show" it.',
      inputSchema: input,
      outputSchema: output,
      annotations: { readOnlyHint: true, openWorldHint: false, idempotentHint: true },
    },
    ({ containing = '', offset = 0, limit = usualLimit }) =>
      answerCall(setting, async () => {
        const every = await documentList(engine);
        const all = containing.trim() === '' ? every : documentsNamed(every, containing);
        const page = all.slice(offset, offset + limit);
        const end = offset + page.length;
        const rest = all.length - end;
        const text = [
          page.length === 0
            ? `No documents${offset > 0 ? ' from there on' : ''} (of ${all.length}).`
            : `Documents ${offset + 1} to ${end} of ${all.length}:`,
          ...page.map(
            ({ name, segments }) => `- ${cleanLine(name)} (${segments} ${segments === 1 ? 'piece' : 'pieces'})`,
          ),
          ...(rest > 0 && page.length > 0 ? [`And ${rest} more: go on with offset ${end}.`] : []),
        ];
        const documents = page.map(({ id, name, mediaType, segments, indexedAt }) => ({
          name: cleanLine(name, 1_000),
          mediaType: cleanLine(mediaType),
          segments,
          indexedAt,
          uri: documentUri(id),
        }));
        return {
          content: [{ type: 'text', text: text.join('\n') }],
          structuredContent: {
            total: all.length,
            documents,
            ...(rest > 0 && page.length > 0 ? { nextOffset: end } : {}),
          },
        };
      }),
  );
}
