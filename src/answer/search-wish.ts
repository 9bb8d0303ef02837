import { z } from 'zod';
import { type SegmentKind, segmentKinds } from '../data/segment.ts';
import type { Tool, ToolCall } from '../generate/generator.ts';

/** A search that a model asks for. */
export interface SearchWish {
  readonly query: string;
  /** In the filter language, as the model wrote it: not yet read. */
  readonly filter?: string;
  readonly kinds?: readonly SegmentKind[];
  readonly why?: string;
}

/** A wish, or why it cannot be fulfilled, in words for the model. */
export type ReadWish = SearchWish & { readonly problem?: string };

const longest = { query: 500, filter: 1000, why: 300 };
const toolName = 'search';

/** The search as a tool that models may call. */
export const searchTool: Tool = {
  name: toolName,
  description:
    "Searches the asker's documents once more, by keywords and by sense. Use it when the evidence at hand does not answer the question.",
  input: {
    type: 'object',
    properties: {
      query: {
        type: 'string',
        description:
          'What to look for: names and terms as such documents would have them, other than those searched for already.',
      },
      filter: {
        type: 'string',
        description:
          'Optional condition on fields that the evidence shows, on "kind" or on "document", such as: price < 200 and category = "chairs"',
      },
      kinds: {
        type: 'array',
        items: { type: 'string', enum: [...segmentKinds] },
        description: 'Optional: only these kinds of evidence.',
      },
      why: { type: 'string', description: 'What is missing, in a few words.' },
    },
    required: ['query'],
    additionalProperties: false,
  },
};

/** How a model asks that calls no tools. */
export const searchLine =
  'SEARCH: words to look for | filter: price < 200 | kinds: table, image | why: what is missing';

const optionalText = z.string().nullish().catch(undefined);
const toolInput = z.object({
  query: z.string(),
  filter: optionalText,
  kinds: z
    .union([z.array(z.string()), z.string().transform((text) => text.split(','))])
    .nullish()
    .catch(undefined),
  why: optionalText,
});

/** What a call of {@link searchTool} asks for; what models send is not always what the tool takes. */
export function wishOfCall({ name, input }: ToolCall): ReadWish {
  if (name !== toolName) return { query: '', problem: `There is no tool ${shown(name)}, only ${toolName}.` };
  const { data } = toolInput.safeParse(input);
  return data ? readWish(data) : { query: '', problem: 'The query is missing: give it as {"query": "words"}.' };
}

/**
 * The searches that a model asks for in words: lines of its own that begin with `SEARCH:`. Lines that it quotes (`> `) and what it
 * only thinks ask for nothing.
 */
export function wishesOfText(text: string): ReadWish[] {
  const said = text.replace(/<think>[\s\S]*?(?:<\/think>|$)/g, '');
  return [...said.matchAll(/^[ \t]*[*_`]{0,3}SEARCH:(.*)$/gm)].map(([, line = '']) => {
    const [query = '', ...conditions] = line.split('|').map((part) => part.replace(/^[\s*_`]+|[*_`]+\s*$/g, ''));
    const named = new Map(
      conditions.flatMap((one) => {
        const [, name, value] = /^(filter|kinds?|why)\s*:\s*(.+)$/i.exec(one) ?? [];
        return name && value ? [[name.toLowerCase().replace(/^kind$/, 'kinds'), value] as const] : [];
      }),
    );
    return readWish({
      query,
      filter: named.get('filter'),
      kinds: named.get('kinds')?.split(','),
      why: named.get('why'),
    });
  });
}

function readWish({ query, filter, kinds, why }: z.infer<typeof toolInput>): ReadWish {
  const words = oneLine(query).slice(0, longest.query);
  const condition = oneLine(filter ?? '');
  const reason = oneLine(why ?? '').slice(0, longest.why);
  const named = (kinds ?? []).map((kind) => kind.trim().toLowerCase()).filter(Boolean);
  const known = segmentKinds.filter((kind) => named.includes(kind));
  const wish: SearchWish = {
    query: words,
    ...(condition === '' ? {} : { filter: condition.slice(0, longest.filter) }),
    ...(known.length === 0 ? {} : { kinds: known }),
    ...(reason === '' ? {} : { why: reason }),
  };
  if (!/[\p{L}\p{N}]/u.test(words)) return { ...wish, problem: 'The query has no words.' };
  if (condition.length > longest.filter) {
    return { ...wish, problem: `The filter is longer than ${longest.filter} characters.` };
  }
  if (named.length > 0 && known.length === 0) {
    return { ...wish, problem: `There are no such kinds. Kinds are: ${segmentKinds.join(', ')}.` };
  }
  return wish;
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function shown(name: string): string {
  return `"${oneLine(name).slice(0, 40)}"`;
}
