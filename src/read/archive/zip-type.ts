import { openArchive } from './open-archive.ts';

/** What marks an office document among the parts that `[Content_Types].xml` lists. */
const mainParts: readonly (readonly [RegExp, string])[] = [
  [
    /wordprocessingml\.(?:document|template)\.main\+xml|ms-word\.(?:document|template)\.macroEnabled/,
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ],
  [
    /presentationml\.(?:presentation|slideshow|template)\.main\+xml|ms-powerpoint\.\w+\.macroEnabled/,
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ],
  [
    /spreadsheetml\.(?:sheet|template)\.main\+xml|ms-excel\.(?:sheet|template)\.macroEnabled/,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ],
];

/** What lists of parts and types are read of one archive, unpacked. */
const limits = { maxUnpackedBytes: 4 * 1024 * 1024, maxEntries: 50_000 };

/**
 * The media type of a document that is a ZIP archive, told by what it says of itself wherever in the archive that stands
 * (`mimetype`, `[Content_Types].xml`); undefined when it is an archive like any other, or damaged. Never throws.
 */
export function zipType(bytes: Uint8Array): string | undefined {
  try {
    const archive = openArchive(bytes, { name: '', limits });
    if (archive.has('mimetype')) {
      const said = archive.text('mimetype').slice(0, 200).trim().toLowerCase();
      if (/^application\/(?:epub\+zip|vnd\.oasis\.opendocument\.[a-z-]+)$/.test(said)) return said;
    }
    if (archive.has('META-INF/container.xml')) return 'application/epub+zip';
    const types = archive.has('[Content_Types].xml') ? archive.text('[Content_Types].xml') : '';
    return mainParts.find(([pattern]) => pattern.test(types))?.[1];
  } catch {
    return undefined;
  }
}
