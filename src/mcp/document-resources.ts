import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  type ReadResourceResult,
  type Resource,
} from '@modelcontextprotocol/sdk/types.js';
import type { DocumentRecord } from '../data/document.ts';
import { allWords } from '../data/segment-words.ts';
import type { Shown, Sightline } from '../engine/engine.ts';
import { documentKey, documentList } from './document-list.ts';
import {
  documentTemplate,
  documentUri,
  type NamedResource,
  namedTemplate,
  parseResourceUri,
  segmentTemplate,
} from './document-uri.ts';
import type { McpSetting } from './mcp-options.ts';
import { cleanLine, quotedText } from './quoted-text.ts';
import { segmentPicture } from './segment-picture.ts';
import { hasLooks } from './segment-view.ts';
import { asProtocolError } from './tool-result.ts';

/** Documents on one page of the list. */
const pageSize = 100;
/** Characters and pictures of one document that are given. */
const most = { chars: 100_000, pictures: 4 };
/** Resources are looked at more closely than results of a search. */
const pictureSide = 1_024;
/** The protocol's code for a resource that is not there. */
const notFound = -32_002;

/** Documents as resources: a list in pages, and for each its text with its references, and its pictures. */
export function documentResources({ server }: McpServer, engine: Sightline, setting: McpSetting): void {
  server.registerCapabilities({ resources: {} });

  server.setRequestHandler(ListResourcesRequestSchema, ({ params }) =>
    asProtocolError(setting, async () => {
      const all = await documentList(engine);
      const after = params?.cursor === undefined ? undefined : readCursor(params.cursor);
      const from = after === undefined ? 0 : all.findIndex((one) => documentKey(one) > after);
      const page = from < 0 ? [] : all.slice(from, from + pageSize);
      const last = page.at(-1);
      const isLast = from < 0 || from + pageSize >= all.length;
      return {
        resources: page.map(resourceOf),
        ...(isLast || !last ? {} : { nextCursor: Buffer.from(documentKey(last)).toString('base64url') }),
      };
    }),
  );

  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [
      {
        name: 'document-by-name',
        title: 'A document, by its name',
        uriTemplate: namedTemplate,
        description: 'Its text and pictures. Names can be completed.',
      },
      { name: 'document', title: 'A document', uriTemplate: documentTemplate, description: 'Its text and pictures.' },
      {
        name: 'segment',
        title: 'A piece of a document',
        uriTemplate: segmentTemplate,
        description: 'Its text and picture.',
      },
    ],
  }));

  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }, { signal }) =>
    asProtocolError(setting, async () => {
      const named = parseResourceUri(uri);
      const shown = named ? await shownBy(engine, named) : [];
      if (shown.length === 0) throw new McpError(notFound, `There is no resource ${cleanLine(uri)}.`);
      return read(uri, shown, setting, signal);
    }),
  );
}

async function read(uri: string, shown: readonly Shown[], { maxPixels }: McpSetting, signal: AbortSignal) {
  const contents: ReadResourceResult['contents'] = [];
  const text = textOf(shown);
  if (text !== '') contents.push({ uri, mimeType: 'text/plain', text });
  // Pages are many and drawn anew each time: only what is itself a picture is given.
  const isWhole = shown.length === 1;
  for (const one of shown.filter(({ segment }) => segment.picture !== undefined || (isWhole && hasLooks(segment)))) {
    if (contents.length > most.pictures) break;
    const picture = await segmentPicture(one, { side: pictureSide, maxPixels, signal });
    if (picture) {
      contents.push({ uri, mimeType: picture.mediaType, blob: Buffer.from(picture.bytes).toString('base64') });
    }
  }
  return { contents };
}

function textOf(shown: readonly Shown[]): string {
  let text = '';
  for (const [i, { segment, reference }] of shown.entries()) {
    const words = quotedText(allWords(segment.words));
    if (words === '') continue;
    const block = `${text === '' ? '' : '\n\n'}${cleanLine(reference)} (${segment.kind})\n${words}`;
    if (text.length + block.length > most.chars) return `${text}\n\nAnd ${shown.length - i} more pieces.`;
    text += block;
  }
  return text;
}

function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!text.includes('\n')) throw new McpError(ErrorCode.InvalidParams, 'The cursor is not one that was given out.');
  return text;
}

function resourceOf({ id, name, segments, mediaType, indexedAt }: DocumentRecord): Resource {
  return {
    uri: documentUri(id),
    name: cleanLine(name),
    description: `${cleanLine(mediaType)}, ${segments === 1 ? '1 segment' : `${segments} segments`}`,
    mimeType: mediaType.startsWith('image/') ? 'image/jpeg' : 'text/plain',
    annotations: { lastModified: indexedAt },
  };
}

async function shownBy(engine: Sightline, { type, id }: NamedResource): Promise<Shown[]> {
  if (type === 'segment') {
    const shown = await engine.show(id);
    // A name is no id.
    return shown.filter(({ segment }) => segment.id === id);
  }
  const record = (await documentList(engine)).find((one) => (type === 'name' ? one.name : one.id) === id);
  const shown = record ? await engine.show(record.name) : [];
  return shown.filter(({ segment }) => segment.documentId === record?.id).sort(inDocumentOrder);
}

function inDocumentOrder({ segment: { locator: a } }: Shown, { segment: { locator: b } }: Shown): number {
  return (
    (a.page ?? a.slide ?? 0) - (b.page ?? b.slide ?? 0) ||
    (a.char?.start ?? 0) - (b.char?.start ?? 0) ||
    (a.box?.y ?? 0) - (b.box?.y ?? 0)
  );
}
