import type { Segment, ViewName } from '../data/segment.ts';

/** What a query asks with. */
export type AskedWith = 'words' | 'picture' | 'both';

/** From this many words on, a picture is something to read. */
const readableWords = 12;

/**
 * How much each view is believed, by what is asked with; fitted on the sets of bench/retrieval. A picture alone says little
 * of a passage, even in one space: pictures lie near pictures and texts near texts, and of the texts one is always nearest.
 */
const believed: Readonly<Record<AskedWith, Readonly<Record<ViewName, number>>>> = {
  words: { keyword: 0.6, text: 1, image: 0.25 },
  picture: { keyword: 0, text: 0, image: 1 },
  both: { keyword: 0.6, text: 0.6, image: 1 },
};
/** The text view of passages, where a text–image model stands in for a sentence encoder: it knows scenes, not subjects. */
const standInWeight = 0.2;

/** What a picture full of text says is in its words, letter for letter. */
const ofReadable: Readonly<Record<ViewName, number>> = { keyword: 1, text: 0.6, image: 0.25 };

/** How much each view is believed of a segment. */
export function weightsOf(segment: Segment, asked: AskedWith, oneSpace: boolean): Readonly<Record<ViewName, number>> {
  if (asked === 'words' && !sees(segment)) return ofReadable;
  const weights = believed[asked];
  return oneSpace && !segment.picture ? { ...weights, text: weights.text * standInWeight } : weights;
}

/** The views that tell what a segment is. Words that only name a file or a colour are not enough for that. */
export function tellingViews(segment: Segment, withPicture: boolean): ViewName[] {
  const { name: _name, colour: _colour, ...telling } = segment.words;
  return segment.views.filter((view) => {
    if (view === 'keyword') return Object.keys(telling).length > 0 || segment.kind === 'record';
    return view !== 'image' || withPicture || sees(segment);
  });
}

/**
 * Whether words should be compared with a segment's pixels. A picture full of text (a chart, a screenshot, a form) is
 * read, not looked at: text–image models place all charts near each other, and the words in them tell them apart.
 */
export function sees(segment: Segment): boolean {
  const { ocr, body } = segment.words;
  // The text of a page or drawing stands in its picture; a record's and a photo's does not.
  const read = ocr ?? (segment.picture && segment.kind !== 'record' ? body : undefined);
  return read === undefined || read.split(/\s+/).length < readableWords;
}
