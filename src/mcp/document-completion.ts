import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { CompleteRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Sightline } from '../engine/engine.ts';
import { documentList, documentsNamed } from './document-list.ts';
import { documentTemplate, namedTemplate } from './document-uri.ts';
import type { McpSetting } from './mcp-options.ts';
import { asProtocolError } from './tool-result.ts';

/** As many as one answer may hold: https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/completion */
const mostValues = 100;

/** Completes the names and ids of documents in the templates of resources while a person types them. */
export function documentCompletion({ server }: McpServer, engine: Sightline, setting: McpSetting): void {
  server.registerCapabilities({ completions: {} });
  server.setRequestHandler(CompleteRequestSchema, ({ params: { ref, argument } }) =>
    asProtocolError(setting, async () => {
      const values = ref.type === 'ref/resource' ? await valuesOf(engine, ref.uri, argument.value) : [];
      const total = values.length;
      return { completion: { values: values.slice(0, mostValues), total, hasMore: total > mostValues } };
    }),
  );
}

async function valuesOf(engine: Sightline, template: string, typed: string): Promise<string[]> {
  if (template !== namedTemplate && template !== documentTemplate) return [];
  const all = await documentList(engine);
  if (template === documentTemplate) return all.map(({ id }) => id).filter((id) => id.startsWith(typed));
  return [...new Set(documentsNamed(all, typed).map(({ name }) => name))];
}
