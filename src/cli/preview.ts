import type { Settings } from '../config.ts';
import type { Hit } from '../data/hit.ts';
import type { Sightline } from '../engine/engine.ts';
import { openImage } from '../support/open-image.ts';
import { encodeKitty } from './kitty-graphics.ts';
import { cropRegion } from './picture-region.ts';
import { encodeSixel } from './sixel.ts';
import { stdout } from './terminal.ts';

export const previewChoices = ['auto', 'never', 'always', 'kitty', 'sixel'] as const;
export type PreviewChoice = (typeof previewChoices)[number];
export type GraphicsProtocol = 'kitty' | 'sixel';

/** Gives a hit's picture as a terminal draws it; undefined when it has none that can be read. */
export type HitPreview = (hit: Hit) => Promise<string | undefined>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Pixels of the box that a preview fits in: about 30 columns by 10 rows. */
const box = { width: 240, height: 160 };

/** How to draw hits' pictures; undefined when it is not wanted or the terminal is not known to show them. */
export function hitPreview(choice: PreviewChoice, index: Sightline, settings: Settings): HitPreview | undefined {
  const protocol = stdout.isTerminal ? protocolFor(choice, process.env) : undefined;
  if (!protocol) return undefined;
  return async (hit) => {
    if (!hit.segment.picture) return undefined;
    try {
      const [shown] = await index.show(hit.segment.id);
      const bytes = await shown?.picture();
      if (!bytes) return undefined;
      const upright = await openImage(bytes, { maxPixels: settings.maxPixels, failOn: 'none' });
      const cut = cropRegion(upright, hit.segment);
      const small = cut.resize({ ...box, fit: 'inside', withoutEnlargement: true }).flatten({ background: 'white' });
      if (protocol === 'kitty') return encodeKitty(await small.png().toBuffer());
      const { data, info } = await small
        .toColourspace('srgb')
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      return encodeSixel({ data, width: info.width, height: info.height });
    } catch {
      // A preview is an extra: the hit stands without it.
      return undefined;
    }
  };
}

function protocolFor(choice: PreviewChoice, environment: Environment): GraphicsProtocol | undefined {
  if (choice === 'never') return undefined;
  if (choice === 'kitty' || choice === 'sixel') return choice;
  return detectGraphics(environment) ?? (choice === 'always' ? 'sixel' : undefined);
}

/**
 * The graphics protocol that a terminal is known to speak, from what it says of itself in the environment. Undefined when
 * unsure, and inside tmux and screen, which pass no pictures on unless told to.
 */
export function detectGraphics(environment: Environment): GraphicsProtocol | undefined {
  const { TERM = '', TERM_PROGRAM = '', KITTY_WINDOW_ID, KONSOLE_VERSION, TMUX, STY } = environment;
  if (TMUX || STY || /^(?:screen|tmux|dumb|linux)/.test(TERM)) return undefined;
  if (/kitty|ghostty/.test(TERM) || ['WezTerm', 'ghostty', 'kitty'].includes(TERM_PROGRAM)) return 'kitty';
  // It stays set in programs, other terminals among them, that were started from kitty.
  if (KITTY_WINDOW_ID && TERM_PROGRAM === '' && !KONSOLE_VERSION) return 'kitty';
  if (TERM_PROGRAM === 'iTerm.app' || TERM_PROGRAM === 'mintty') return 'sixel';
  if (/sixel|^(?:foot|mlterm|contour|yaft)/.test(TERM) || Number(KONSOLE_VERSION ?? 0) >= 220_400) return 'sixel';
  return undefined;
}
