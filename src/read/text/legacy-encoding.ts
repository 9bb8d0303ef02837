/** One encoding from before Unicode, and how text in it is told from the others. */
interface LegacyEncoding {
  readonly label: string;
  /** Share (0 to 1) of the non-ASCII characters that must be in matches. */
  readonly share: number;
  readonly matches: RegExp;
  /** Characters that any real text of the language holds, and the least share of the non-ASCII ones they make up. */
  readonly common?: { readonly characters: RegExp; readonly share: number };
}

/**
 * In this order: the kana of Japanese give it away, and so do the signs its lists and forms are full of; Korean is nearly all
 * hangul; Chinese needs its commonest characters, as its encodings decode almost anything. Cyrillic in the wrong one of its
 * two encodings has its cases swapped, and it makes words where Western letters with accents stand alone.
 */
const legacyEncodings: readonly LegacyEncoding[] = [
  { label: 'shift_jis', share: 0.2, matches: /[\u3041-\u30fc]/g },
  { label: 'euc-jp', share: 0.2, matches: /[\u3041-\u30fc]/g },
  {
    label: 'shift_jis',
    share: 0.95,
    matches: /[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]/g,
    common: {
      characters: /[日本年月東京大名人中国会社商品番号価格説明一二三四五六七八九十円氏所住時分新田太]/g,
      share: 0.2,
    },
  },
  { label: 'euc-kr', share: 0.85, matches: /[\uac00-\ud7a3\u3000-\u303f]/g },
  {
    label: 'gb18030',
    share: 0.9,
    matches: /[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]/g,
    common: { characters: /[的一是不了在人有我他这中大来上国，。]/g, share: 0.02 },
  },
  {
    label: 'big5',
    share: 0.9,
    matches: /[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]/g,
    common: { characters: /[的一是不了在人有我他這中大來上國，。]/g, share: 0.02 },
  },
  { label: 'windows-1251', share: 0.6, matches: /[а-яё]{3,}/g },
  { label: 'koi8-r', share: 0.6, matches: /[а-яё]{3,}/g },
];

/** The likeliest encoding from before Unicode other than Windows-1252; undefined when none stands out. */
export function guessLegacyEncoding(bytes: Uint8Array): string | undefined {
  const sample = cutAtAscii(bytes);
  for (const encoding of legacyEncodings) {
    const text = decodeStrictly(sample, encoding.label);
    if (text === undefined) continue;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range itself is what is taken out.
    const foreign = text.replace(/[\x00-\x7f]+/g, '');
    if (foreign.length < 2 || lengthOf(text, encoding.matches) < encoding.share * foreign.length) continue;
    if (encoding.common && lengthOf(text, encoding.common.characters) < encoding.common.share * foreign.length)
      continue;
    return encoding.label;
  }
  return undefined;
}

/** Drops what follows the last ASCII control or blank, so that no character of several bytes is cut in two. */
function cutAtAscii(bytes: Uint8Array): Uint8Array {
  for (let end = bytes.length; end > bytes.length - 200 && end > 0; end--)
    if ((bytes[end - 1] ?? 0x80) <= 0x20) return bytes.subarray(0, end);
  return bytes;
}

function decodeStrictly(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined; // Not text of this encoding, or a Node.js built without it.
  }
}

function lengthOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.join('').length ?? 0;
}
