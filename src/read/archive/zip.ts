import { SightlineError, throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { tooLarge } from '../../support/too-large.ts';
import { pace } from '../pace.ts';
import type { Reader } from '../reader.ts';
import { attachedNames, lastPathPart } from './attached-names.ts';
import { openArchive } from './open-archive.ts';

/** Names of locked entries that a warning lists. */
const maxListed = 5;

/**
 * ZIP archives, as if they were folders: every file in them becomes a document of its own (`photos.zip/2024/chair.jpg`),
 * unpacked when its turn comes. Hidden files and what macOS and Windows leave behind are passed over. It gives no segments.
 */
export const zipReader: Reader = {
  name: 'zip',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const { limits, signal } = context;
    const name = shownName(asset.name);
    const archive = openArchive(await asset.bytes(), { name: asset.name, limits, signal });
    if (archive.damage) context.warn({ message: archive.damage });
    const step = pace(signal);
    const nameOf = attachedNames();
    const locked: string[] = [];
    let handed = 0;
    for (const entry of archive.entries) {
      await step();
      if (isLeftover(entry.name)) continue;
      if (entry.encrypted) {
        locked.push(entry.name);
        continue;
      }
      handed++;
      context.attach({
        name: nameOf(entry.name, 'file'),
        sizeBytes: entry.sizeBytes,
        async bytes() {
          if (entry.sizeBytes > limits.maxFileBytes)
            throw tooLarge(`${shownName(entry.name)} in ${name}`, limits.maxFileBytes);
          return archive.bytes(entry.name);
        },
      });
    }
    if (handed > 0) {
      if (locked.length > 0) context.warn({ message: `${lockedMessage(locked, name)} ${unlock}` });
      return;
    }
    if (locked.length > 0)
      throw new SightlineError('unsupported-type', lockedMessage(locked, name), { remedy: unlock });
    throw new SightlineError('broken-content', `${name} is an archive without any files.`);
  },
};

const unlock = 'Unpack it with its password, and give the files.';

function lockedMessage(locked: readonly string[], name: string): string {
  const names = locked.slice(0, maxListed).map((entry) => shownName(entry, 100));
  const list = `${names.join(', ')}${locked.length > names.length ? ', …' : ''}`;
  const count = locked.length === 1 ? '1 file' : `${locked.length} files`;
  return `${count} in ${name} cannot be read without a password: ${list}.`;
}

/** Hidden files, and what systems and programs leave behind. */
function isLeftover(path: string): boolean {
  const parts = path.split(/[/\\]/);
  if (parts.some((part) => part === '__MACOSX' || /^\.[^./]/.test(part))) return true;
  return /^(?:thumbs\.db|desktop\.ini|~\$.*)$/i.test(lastPathPart(path));
}
