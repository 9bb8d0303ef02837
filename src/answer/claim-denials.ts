import { sensesOf, tokensOf } from './claim-words.ts';

/** Bits of what a text does with a word: says it, denies it, or both in different places. */
export const said = 1;
export const denied = 2;

const cue =
  /^(?:not|no|never|none|nor|neither|nothing|nobody|cannot|without|hardly|lack|lacks|lacking|avoid|avoids|avoiding|refuse|refuses|refused|forbidden|prohibited|prohibits|unable|impossible|nicht|nichts|kein|keine|keinen|keinem|keiner|keines|nie|niemals|ohne|weder|noch|vermeide|vermeiden|verboten|unmöglich|\p{L}{2,6}n['’]t)$/iu;
const germanCue = /^(?:nicht|nichts|nie|niemals)$/i;
/** `not only` affirms. `No. 5` counts. */
const affirming = /^(?:only|just|merely|nur|bloß)$/i;
const clauseEnd =
  /[.,;:!?()|\n–—]|\s(?:but|although|though|while|whereas|because|since|until|unless|so that|then|aber|sondern|weil|obwohl|während|dann)\s/giu;
/** How many words after its cue a denial reaches. */
const reach = 7;

/** What a text says, by the senses of its words, and what of that it denies: `Do not boil it` denies `boil`. */
export function polarised(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const clause of text.split(clauseEnd)) {
    const tokens = tokensOf(clause);
    let left = 0;
    let isDenying = false;
    // German denies the verb that stood before: `Der Lack springt nicht`.
    const isWhole = tokens.some((token) => germanCue.test(token));
    for (const [i, token] of tokens.entries()) {
      if (cue.test(token)) {
        const next = tokens[i + 1] ?? '';
        if (affirming.test(next) || (token === 'No' && /^\d/.test(next))) continue;
        // `never without` says it after all.
        isDenying = left > 0 && !/^(?:nor|noch|no)$/i.test(token) ? !isDenying : true;
        left = reach;
        continue;
      }
      const flag = isWhole || (left > 0 && isDenying) ? denied : said;
      if (left > 0) left--;
      for (const [one] of sensesOf(token)) found.set(one, (found.get(one) ?? 0) | flag);
    }
  }
  return found;
}
