import type { Kind } from '../api/types.ts';
import type { IconName } from './icon.tsx';

/** Kinds as people call them: one, and many. */
export const kindNames: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  image: ['Picture', 'Pictures'],
  text: ['Passage', 'Passages'],
  record: ['Record', 'Records'],
  table: ['Table', 'Tables'],
  page: ['Page', 'Pages'],
  slide: ['Slide', 'Slides'],
  frame: ['Video frame', 'Video'],
  speech: ['Speech', 'Speech'],
};

export function kindName(kind: Kind): string {
  return kindNames[kind]?.[0] ?? kind;
}

/** Kinds have icons of their own name. */
export function kindIcon(kind: Kind): IconName {
  return kind in kindNames ? kind : 'page';
}
