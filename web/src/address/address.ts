import type { Box, Kind } from '../api/types.ts';

/** A picture of a question: one of the collection, one at a URL, or one held by this browser under a token. */
export interface QueryPicture {
  readonly from: 'segment' | 'url' | 'held';
  readonly name: string;
  /** In pixels of the upright picture. */
  readonly region?: Box;
}

/** All that makes a search what it is. */
export interface Question {
  readonly text: string;
  readonly pictures: readonly QueryPicture[];
  readonly ask: boolean;
  /** How many hits; the page's choice unless told. */
  readonly k?: number;
  readonly kinds: readonly Kind[];
  readonly filter: string;
  readonly strategy: string;
  readonly fusion: string;
  readonly diversity: number;
  readonly grouped: boolean;
  /** The generator may search again before it answers. */
  readonly deep: boolean;
  /** Words of the question whose condition was taken back. */
  readonly without: readonly string[];
}

export type ViewOfPage =
  | { readonly view: 'search'; readonly question: Question }
  | { readonly view: 'collection'; readonly text: string; readonly offset: number }
  | { readonly view: 'document'; readonly id: string }
  | { readonly view: 'reports'; readonly id?: string };

/** Where the page is: a view, the segment that the viewer shows above it, and the number it is cited by in the answer. */
export type Address = ViewOfPage & { readonly shown?: string; readonly cited?: number };

export const emptyQuestion: Question = {
  text: '',
  pictures: [],
  ask: false,
  kinds: [],
  filter: '',
  strategy: '',
  fusion: '',
  diversity: 0,
  grouped: false,
  deep: false,
  without: [],
};

const kinds: readonly Kind[] = ['image', 'text', 'record', 'table', 'page', 'slide', 'frame', 'speech'];
const isKind = (value: string): value is Kind => (kinds as readonly string[]).includes(value);

export function isAsked(question: Question): boolean {
  return question.text.trim() !== '' || question.pictures.length > 0;
}

export function readAddress(query: string): Address {
  const values = new URLSearchParams(query);
  const shown = values.get('show');
  const cited = wholeNumber(values.get('cite'));
  return {
    ...readView(values),
    ...(shown !== null && { shown, ...(cited !== undefined && cited > 0 && { cited }) }),
  };
}

function readView(values: URLSearchParams): ViewOfPage {
  const view = values.get('view');
  const id = values.get('id');
  if (view === 'collection') {
    return { view, text: values.get('text') ?? '', offset: wholeNumber(values.get('offset')) ?? 0 };
  }
  if (view === 'document' && id !== null) return { view, id };
  if (view === 'reports') return { view, ...(id !== null && { id }) };
  const k = wholeNumber(values.get('k'));
  const diversity = Number(values.get('diversity') ?? 0);
  return {
    view: 'search',
    question: {
      text: values.get('q') ?? '',
      pictures: values.getAll('picture').flatMap((text) => readPicture(text) ?? []),
      ask: values.has('ask'),
      ...(k !== undefined && k > 0 && { k: Math.min(k, 200) }),
      kinds: values.getAll('kind').filter(isKind),
      filter: values.get('filter') ?? '',
      strategy: values.get('strategy') ?? '',
      fusion: values.get('fusion') ?? '',
      diversity: diversity > 0 && diversity <= 1 ? diversity : 0,
      grouped: values.has('grouped'),
      deep: values.has('deep'),
      without: values.getAll('without'),
    },
  };
}

/** The query of a link to it, with its question mark; reading it gives the same address. */
export function writeAddress(address: Address): string {
  const values = new URLSearchParams();
  const put = (name: string, value: string | number | undefined): void => {
    if (value !== undefined && value !== '' && value !== 0) values.append(name, String(value));
  };
  if (address.view === 'search') {
    const { question } = address;
    put('q', question.text);
    if (question.ask) put('ask', 1);
    for (const picture of question.pictures) put('picture', writePicture(picture));
    put('k', question.k);
    for (const kind of question.kinds) put('kind', kind);
    put('filter', question.filter);
    put('strategy', question.strategy);
    put('fusion', question.fusion);
    put('diversity', question.diversity);
    if (question.grouped) put('grouped', 1);
    if (question.deep) put('deep', 1);
    for (const words of question.without) put('without', words);
  } else {
    put('view', address.view);
    if (address.view === 'collection') {
      put('text', address.text);
      put('offset', address.offset);
    } else put('id', address.id);
  }
  put('show', address.shown);
  put('cite', address.cited);
  const query = values.toString();
  return query === '' ? './' : `./?${query}`;
}

/** Two addresses with the same key ask the same of the server. */
export function questionKey(question: Question): string {
  return writeAddress({ view: 'search', question });
}

function readPicture(text: string): QueryPicture | undefined {
  const found = /^(segment|url|held):(.+?)(?:#xywh=(\d+),(\d+),(\d+),(\d+))?$/.exec(text);
  if (!found) return undefined;
  const [, from, name = '', ...numbers] = found;
  const [x, y, width, height] = numbers.map(Number);
  const region = numbers[0] !== undefined && width && height ? { x: x ?? 0, y: y ?? 0, width, height } : undefined;
  return { from: from as QueryPicture['from'], name, ...(region && { region }) };
}

function writePicture({ from, name, region }: QueryPicture): string {
  const box = region && [region.x, region.y, region.width, region.height].map(Math.round).join(',');
  return `${from}:${name}${box === undefined ? '' : `#xywh=${box}`}`;
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
