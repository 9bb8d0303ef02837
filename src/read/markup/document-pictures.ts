import type { Picture } from '../../data/picture.ts';
import { reasonOf, SightlineError } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { cappedWarnings } from '../capped-warnings.ts';
import type { ReadContext } from '../reader.ts';

/** The pictures one document points at. */
export interface DocumentPictures {
  /**
   * The picture, or undefined after a warning that names `owner` (`Record P1 of shop.csv`) and `reference`. Throws only when
   * the reading was cancelled.
   */
  load(reference: string, owner: string, at?: string): Promise<Picture | undefined>;
  /** Tells what was left out, all in one; to be called when the document is read. */
  close(): void;
}

export interface DocumentPicturesOptions {
  /** Whether the references are what the document is for, as those of catalogue records; else they adorn a page. */
  readonly remote?: boolean;
  /** Folders beside the document in which a bare file name is looked for too. */
  readonly folders?: readonly string[];
}

const rememberedFailures = 10_000;

/** Loads a document's pictures through the context, and keeps its warnings few: each missing picture is told once. */
export function documentPictures(context: ReadContext, options: DocumentPicturesOptions = {}): DocumentPictures {
  const { remote = false, folders = [] } = options;
  const missing = cappedWarnings(
    (warning) => context.warn(warning),
    (count) => `${count} more pictures were left out.`,
  );
  const failed = new Set<string>();
  const refused = { count: 0, names: [] as string[], reason: '' };
  /** Where the last bare file name was found: the next one is mostly there too. */
  let lastFolder = '';

  async function find(reference: string): Promise<Picture> {
    const bare = /[/\\:]/.test(reference) ? [] : folders;
    const first = bare.includes(lastFolder) ? [lastFolder] : [];
    let firstError: unknown;
    for (const folder of [...first, '', ...bare.filter((other) => other !== lastFolder)]) {
      try {
        const picture = await context.picture(folder === '' ? reference : `${folder}/${reference}`, { remote });
        lastFolder = folder;
        return picture;
      } catch (error) {
        if (isCancelled(error, context)) throw error;
        if (folder === '') firstError = error;
        else firstError ??= error;
      }
    }
    throw firstError;
  }

  return {
    async load(reference, owner, at) {
      const wanted = reference.trim();
      if (failed.has(wanted)) return undefined;
      try {
        return await find(wanted);
      } catch (error) {
        if (isCancelled(error, context)) throw error;
        if (failed.size < rememberedFailures && wanted.length < 4096) failed.add(wanted);
        if (error instanceof SightlineError && error.code === 'network-refused') {
          refused.count++;
          refused.reason ||= error.remedy ?? '';
          if (refused.names.length < 3) refused.names.push(shownName(wanted, 120));
          return undefined;
        }
        const message = `${owner} is read without its picture ${shownName(wanted, 120)}: ${reasonOf(error)}`;
        missing.warn({ message, ...(at ? { at } : {}) });
        return undefined;
      }
    },
    close() {
      missing.close();
      if (refused.count === 0) return;
      const names = `${refused.names.join(', ')}${refused.count > refused.names.length ? ', …' : ''}`;
      const what = refused.count === 1 ? '1 picture on the web was' : `${refused.count} pictures on the web were`;
      context.warn({ message: `${what} not fetched: ${names}.${refused.reason ? ` ${refused.reason}` : ''}` });
    },
  };
}

function isCancelled(error: unknown, context: ReadContext): boolean {
  return context.signal.aborted || (error instanceof SightlineError && error.code === 'cancelled');
}
