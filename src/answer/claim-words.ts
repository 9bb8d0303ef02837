import { isStopWord } from '../support/stop-words.ts';
import { stem, words } from '../support/terms.ts';

/** German function words; those spelled like an English word that says something are left out. */
const germanStopWords = new Set(
  `aber als am an auch auf aus bei beim bis da dann das dass dem den denn der des dessen die dies diese diesem diesen dieser
  dieses doch dort durch ein eine einem einen einer eines er es etwa fur hat haben hatte ich ihr ihre im ist ja jede jedem jeden
  jeder jedes jetzt kann kein keine keinem keinen keiner konnen mit muss mussen nach nicht noch nun nur ob oder ohne sehr sein
  seine sich sie sind so soll sollen uber um und uns unter vom von vor wenn werden wie wird wo zu zum zur zwischen`.split(
    /\s+/,
  ),
);
/** Words of telling, which stand in an answer and not in what it rests on. */
const telling = new Set(
  `according also amount around approximately roughly nearly mean says said states stated mentions mentioned notes noted lists listed
  explains document documents source sources evidence passage table text item product per therefore however additionally
  overall including include includes laut gemass ungefahr circa rund`.split(/\s+/),
);
/** Words that say the same as far as checking goes: a question's verb, and the field that answers it. */
const sameSense = new Map(
  Object.entries({
    price: 'cost costs costing priced pricing expensive sells sold preis kostet kosten',
    weight: 'weigh weighs weighing heavy gewicht wiegt',
    height: 'high tall taller hoch hohe',
    length: 'long longer lang lange',
    width: 'wide wider breit breite',
    depth: 'deep deeper tief tiefe',
    colour: 'color colored coloured colours colors farbe',
    material: 'made',
    start: 'begin begins began beginning starts started',
    need: 'needs required requires require',
    minute: 'min',
    hour: 'hr',
  }).flatMap(([sense, names]) => [sense, ...names.split(' ')].map((name) => [name, stem(sense)] as const)),
);

/** What a word is compared by: its stem, or what it means beside fields and measures. */
export function sense(word: string): string {
  return sameSense.get(word) ?? stem(word);
}

/** Whether a word of {@link words} says what a sentence is about. */
export function isContent(word: string): boolean {
  return (
    word.length > 1 && !isStopWord(word) && !germanStopWords.has(word) && !telling.has(word) && !/^\d+$/.test(word)
  );
}

const token = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*(?:[-_/][\p{L}\p{N}\p{M}'’]+)*/gu;

/** The words of a text as they are written, codes in one piece: `RB-101`. */
export function tokensOf(text: string): string[] {
  return text.match(token) ?? [];
}

/** What a token says: the senses of its content words, each with its word; of a code, the whole of it. */
export function sensesOf(written: string): (readonly [sense: string, word: string])[] {
  const parts = words(written);
  const content = parts.filter(isContent).map((word) => [sense(word), word] as const);
  const isCode = parts.length > 1 && /\d/.test(written) && /\p{L}/u.test(written);
  return isCode ? [...content, [parts.join('-'), written]] : content;
}

/** What a text speaks of: the senses of its content words, each with the word that it was first said with. */
export function contentOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const written of tokensOf(text)) {
    for (const [one, word] of sensesOf(written)) if (!found.has(one)) found.set(one, word);
  }
  return found;
}

/** Whether a text reads as German, by its function words. */
export function isGerman(text: string): boolean {
  let german = 0;
  let english = 0;
  for (const word of words(text.slice(0, 5000))) {
    const isEnglish = isStopWord(word);
    if (isEnglish) english++;
    else if (germanStopWords.has(word)) german++;
  }
  return german > english;
}
