import { strToU8, zipSync } from 'fflate';

/** A ZIP archive for tests, of these files. */
export function fakeArchive(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const entries = Object.entries(files).map(
    ([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content] as const,
  );
  return zipSync(Object.fromEntries(entries));
}

const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelation = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** A part's relationships, given as id, type and target. */
export function fakeRelations(...relations: readonly (readonly [id: string, type: string, target: string])[]): string {
  const items = relations.map(
    ([id, type, target]) =>
      `<Relationship Id="${id}" Type="${relation}/${type}" Target="${target}"${/^\w+:/.test(target) ? ' TargetMode="External"' : ''}/>`,
  );
  return `<Relationships xmlns="${packageRelation}">${items.join('')}</Relationships>`;
}
