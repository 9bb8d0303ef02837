/** A text file of the collection; the path is below the output folder. */
export interface Page {
  readonly file: string;
  readonly text: string;
}
