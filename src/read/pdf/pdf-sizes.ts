/** A document of no more pages than this is read whole while it is opened, of a longer one a sample of so many. */
export const sampledPages = 12;

/** Pictures of tables and figures have two pixels for each point, at least and at most so many at their longer side. */
const leastSide = 512;
const mostSide = 1600;

/** Longer side, in pixels, of the picture of a box on a page. */
export function cropSide(box: { readonly width: number; readonly height: number }): number {
  return Math.round(Math.min(mostSide, Math.max(leastSide, 2 * Math.max(box.width, box.height))));
}

/** Documents that one thread keeps open; the one that was used longest ago is closed for the next. */
export const openDocuments = 3;
