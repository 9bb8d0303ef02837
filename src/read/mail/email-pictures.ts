import { SightlineError } from '../../support/errors.ts';
import { lastPathPart } from '../archive/attached-names.ts';
import type { ImageBlock } from '../markup/blocks.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import type { ReadContext } from '../reader.ts';
import { imageReferences } from './email-html.ts';
import type { EmailPart } from './email-message.ts';

/** The pictures that came with a mail and are shown in its text. */
export interface EmailPictures {
  /** Whether a reference in the HTML is a part of the mail, or a picture written out in the HTML itself. */
  isOwn(reference: string): boolean;
  /** The parts that the HTML shows. */
  shownBy(html: string): Set<EmailPart>;
  /** The picture's block with the name of its part in place of the mail's internal reference. */
  named(block: ImageBlock): ImageBlock;
  /** As {@link ReadContext.picture}: parts of the mail, `data:` URLs and pictures on the web, but no files beside it. */
  readonly picture: ReadContext['picture'];
}

/** Resolves the references of a mail's HTML among its parts: by Content-ID (`cid:`), else by file name. */
export function emailPictures(parts: readonly EmailPart[], context: ReadContext): EmailPictures {
  const images = parts.filter((part) => part.mediaType.startsWith('image/') || /\.\w{3,4}$/.test(part.name));
  const byId = new Map<string, number>();
  const byName = new Map<string, number>();
  for (const [index, part] of images.entries()) {
    if (part.contentId && !byId.has(part.contentId)) byId.set(part.contentId, index);
    const name = lastPathPart(part.name).toLowerCase();
    if (name && !byName.has(name)) byName.set(name, index);
  }
  const find = (reference: string): number | undefined => {
    const id = /^\s*cid:(.*?)\s*$/is.exec(reference)?.[1];
    if (id !== undefined) return byId.get(id) ?? byId.get(decoded(id)) ?? byName.get(decoded(id).toLowerCase());
    return /^\s*(?:[a-z][a-z0-9+.-]+:|\/\/)/i.test(reference)
      ? undefined
      : byName.get(lastPathPart(decoded(reference.trim())).toLowerCase());
  };
  return {
    isOwn: (reference) => find(reference) !== undefined || /^\s*data:image\//i.test(reference),
    shownBy(html) {
      const shown = new Set<EmailPart>();
      for (const reference of imageReferences(html)) {
        const part = images[find(reference) ?? -1];
        if (part) shown.add(part);
      }
      return shown;
    },
    named(block) {
      const index = find(block.reference);
      // A part without a name is called `.`, which has no words.
      if (index === undefined) return block;
      return { ...block, reference: `part:${index}/${lastPathPart(images[index]?.name ?? '') || '.'}` };
    },
    async picture(reference, options) {
      const part = images[Number(/^part:(\d+)\//.exec(reference)?.[1] ?? -1)];
      if (part)
        return decodePicture(part.bytes, {
          maxPixels: context.limits.maxPixels,
          workingSide: context.workingSide,
          mediaType: part.mediaType,
          signal: context.signal,
          warn: (message) => context.warn({ message }),
        });
      if (/^\s*(?:data:|https?:\/\/)/i.test(reference)) return context.picture(reference, options);
      if (/^\s*\/\//.test(reference)) return context.picture(`https:${reference.trim()}`, options);
      throw new SightlineError('unreadable-file', 'No part of the e-mail has this name.');
    },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
