import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

/** What every entry is dated, in local time, as ZIP files keep it. */
const packed = new Date(2026, 0, 12, 8, 0, 0);

/** A ZIP file of the same bytes for the same entries, in their order. */
export function fixedZip(entries: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync({ ...entries }, { level: 9, mtime: packed });
}

/** Packs an Office file again without what changes from run to run: the clock, in its properties and on its entries. */
export function withoutClock(office: Uint8Array, date: string): Uint8Array {
  const entries: Record<string, Uint8Array> = {};
  for (const [name, bytes] of Object.entries(unzipSync(office))) {
    if (name.endsWith('/')) continue;
    if (name.endsWith('.xlsx')) entries[name] = withoutClock(bytes, date);
    else if (name === 'docProps/core.xml')
      entries[name] = strToU8(
        strFromU8(bytes).replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, (_, tag: string) => tag + date),
      );
    else entries[name] = bytes;
  }
  return fixedZip(entries);
}
