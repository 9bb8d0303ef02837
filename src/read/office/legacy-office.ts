import { SightlineError, throwIfAborted } from '../../support/errors.ts';
import { contentHash } from '../../support/hashing.ts';
import { shownName } from '../../support/shown-name.ts';
import { openArchive } from '../archive/open-archive.ts';
import type { Asset } from '../asset.ts';
import type { DrawOptions, ReadContext, Reader, ReadLimits } from '../reader.ts';
import {
  convertWithLibreOffice,
  findLibreOffice,
  type LibreOfficeSetting,
  libreOfficeSettings,
} from './libreoffice.ts';

/** A format that LibreOffice turns into one that is read. */
interface LegacyFormat {
  /** With its article, for messages. */
  readonly name: string;
  readonly extension: string;
  readonly to: 'docx' | 'xlsx' | 'pptx';
}

const word: LegacyFormat = { name: 'a Word document of the old format', extension: 'doc', to: 'docx' };
const excel: LegacyFormat = { name: 'an Excel workbook of the old format', extension: 'xls', to: 'xlsx' };
const powerPoint: LegacyFormat = { name: 'a PowerPoint deck of the old format', extension: 'ppt', to: 'pptx' };
const richText: LegacyFormat = { name: 'a document in Rich Text Format', extension: 'rtf', to: 'docx' };

const openDocuments: readonly (readonly [RegExp, LegacyFormat])[] = [
  [/opendocument\.text/, { name: 'an OpenDocument text', extension: 'odt', to: 'docx' }],
  [/opendocument\.spreadsheet/, { name: 'an OpenDocument spreadsheet', extension: 'ods', to: 'xlsx' }],
  [/opendocument\.presentation/, { name: 'an OpenDocument presentation', extension: 'odp', to: 'pptx' }],
];

/** The streams that tell the old formats apart, which share one container. */
const streams: readonly (readonly [string, LegacyFormat])[] = [
  ['PowerPoint Document', powerPoint],
  ['WordDocument', word],
  ['Workbook', excel],
  ['Book', excel],
];

/** Converting may take this share of the time for one step of reading; the rest is for what follows. */
const timeShare = 0.8;

/** The document that was drawn last, converted, so that one drawn slide by slide is converted once. */
let last: { readonly key: string; readonly converted: Uint8Array } | undefined;

/**
 * Documents of old Office programs (doc, xls, ppt), RTF and OpenDocument (odt, ods, odp): LibreOffice converts them to the
 * new formats, whose readers go on. Without LibreOffice it throws `unsupported-type` and says what to do.
 */
export const legacyOfficeReader: Reader = {
  name: 'legacy-office',
  version: 1,
  settings: libreOfficeSettings,
  async *read(asset, context: ReadContext & LibreOfficeSetting) {
    throwIfAborted(context.signal);
    const { format, converted } = await convert(asset, context, timeShare * context.limits.timeoutMs);
    const reader = await readerOf(format);
    yield* reader.read(converted, context);
  },
  async draw(asset, place, options: DrawOptions & LibreOfficeSetting) {
    const { format, converted } = await convert(asset, options, options.limits.timeoutMs);
    const reader = await readerOf(format);
    return reader.draw?.(converted, place, options);
  },
};

async function readerOf({ to }: LegacyFormat): Promise<Reader> {
  if (to === 'pptx') return (await import('./pptx.ts')).pptxReader;
  if (to === 'docx') return (await import('./docx.ts')).docxReader;
  return (await import('./xlsx.ts')).xlsxReader;
}

interface ConvertSettings extends LibreOfficeSetting {
  readonly limits: ReadLimits;
  readonly signal: AbortSignal;
}

async function convert(
  asset: Asset,
  { libreOffice, limits, signal }: ConvertSettings,
  timeoutMs: number,
): Promise<{ format: LegacyFormat; converted: Asset }> {
  const bytes = await asset.bytes();
  const name = shownName(asset.name);
  const format = legacyFormat(bytes, name);
  const program = await findLibreOffice(libreOffice);
  if (program === undefined)
    throw new SightlineError(
      'unsupported-type',
      `${name} is ${format.name}, which is read with the help of LibreOffice.`,
      {
        remedy: `Install LibreOffice, or save it as .${format.to}.`,
      },
    );
  const key = contentHash(bytes);
  if (last?.key !== key) {
    const maxBytes = limits.maxUnpackedBytes;
    const { extension: from, to } = format;
    last = {
      key,
      converted: await convertWithLibreOffice(bytes, { program, name, from, to, timeoutMs, maxBytes, signal }),
    };
  }
  const { converted } = last;
  return { format, converted: { ...asset, sizeBytes: converted.length, bytes: async () => converted } };
}

/** What it is, told by its content. Throws a SightlineError when it is locked or nothing of the kind. */
function legacyFormat(bytes: Uint8Array, name: string): LegacyFormat {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.subarray(0, 1024).toString('latin1').trimStart().startsWith('{\\rtf')) return richText;
  if (buffer.subarray(0, 4).toString('hex') === 'd0cf11e0') {
    const holds = (stream: string) => buffer.includes(Buffer.from(`${stream}\0`, 'utf16le'));
    if (holds('EncryptedPackage'))
      throw new SightlineError('unreadable-file', `${name} is locked with a password.`, {
        remedy: 'Open it with its password, and save it without one.',
      });
    const found = streams.find(([stream]) => holds(stream));
    if (found) return found[1];
  } else if (buffer.subarray(0, 2).toString('latin1') === 'PK') {
    const archive = openArchive(bytes, { name, limits: { maxUnpackedBytes: 1_000_000, maxEntries: 100_000 } });
    const type = archive.has('mimetype') ? archive.text('mimetype') : '';
    const found = openDocuments.find(([pattern]) => pattern.test(type));
    if (found) return found[1];
  }
  throw new SightlineError('broken-content', `${name} is no document of an office program, or is damaged.`, {
    remedy: 'Get the file again from where it came.',
  });
}
