/** Types that browsers may show in place; everything else is saved. Pages and SVG could hold scripts. */
const shownInPlace = /^(?:audio\/|video\/|image\/(?:jpeg|png|webp|gif|avif)$|application\/pdf$|text\/plain$)/;
/** Types that are sent as what they are; the others as bytes. */
const wellFormed = /^[\w.+-]+\/[\w.+-]+$/;
const active = /html|svg|xml|javascript|ecmascript/i;

/** How content of a document may be handed to browsers, so that nothing in it runs: as what, and whether in place. */
export function servedType(mediaType: string): {
  readonly type: string;
  readonly disposition: 'inline' | 'attachment';
} {
  const isHarmless = wellFormed.test(mediaType) && !active.test(mediaType);
  return {
    type: isHarmless ? mediaType : 'application/octet-stream',
    disposition: isHarmless && shownInPlace.test(mediaType) ? 'inline' : 'attachment',
  };
}
