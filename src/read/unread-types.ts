/** A type of file that is known but not read, with a way around. */
export interface UnreadType {
  /** With its article, for `This is …`. */
  readonly name: string;
  readonly remedy?: string;
}

const toPdfText = 'Until then, save it as text, Markdown or HTML, and its pictures beside it.';
const toCsv = 'Until then, save it as CSV.';
const toPictures = 'Until then, export its pages as pictures (PNG), or its text as .txt or .md.';
const toPng = 'Convert it to PNG or JPEG.';
const unpack = 'Unpack it and give the folder.';
const soundless = 'Until then, write down what is said in a .txt file and give that.';
const frames = 'Until then, save the frames that matter as pictures (PNG or JPEG), and what is said as a .txt file.';

/** From the particular to the general: the first that fits names the type. */
const unreadTypes: readonly (readonly [RegExp, UnreadType])[] = [
  [/^application\/pdf$/, { name: 'a PDF document', remedy: toPictures }],
  [/wordprocessingml|ms-?word|opendocument\.text/, { name: 'a Word or OpenDocument text', remedy: toPdfText }],
  [
    /presentationml|ms-powerpoint|opendocument\.presentation/,
    { name: 'a slide deck', remedy: 'Until then, export each slide as a picture (PNG).' },
  ],
  [/spreadsheetml|ms-excel|opendocument\.spreadsheet/, { name: 'a spreadsheet', remedy: toCsv }],
  [/parquet|arrow|avro|sqlite3/, { name: 'a database table', remedy: 'Export it as CSV or JSON Lines.' }],
  [/epub|mobipocket/, { name: 'an e-book', remedy: toPdfText }],
  [/^application\/(?:rtf|postscript|eps)$/, { name: 'a document for word processors or printers', remedy: toPictures }],
  [
    /^message\/|ms-outlook/,
    { name: 'an e-mail', remedy: 'Until then, save it as text or HTML, and its attachments beside it.' },
  ],
  [
    /x-cfb/,
    { name: 'a document of an old or locked Microsoft Office', remedy: 'Open it and save it as text, CSV or HTML.' },
  ],
  [
    /^image\/(?:x-(?:adobe|canon|fujifilm|nikon|olympus|panasonic|sony))/,
    { name: 'a raw photo of a camera', remedy: toPng },
  ],
  [/^image\//, { name: 'a picture in an uncommon format', remedy: toPng }],
  [/^audio\/|^application\/ogg/, { name: 'a sound recording', remedy: soundless }],
  [/^video\/|mxf|ms-asf|realmedia/, { name: 'a video', remedy: frames }],
  [
    /zip|gzip|x-(?:7z|rar|tar|bzip2|xz|lzip|lz4|compress|arj|ace|lzh|cpio)|zstd|java-archive|cab-compressed/,
    { name: 'an archive', remedy: unpack },
  ],
  [/^font\/|fontobject/, { name: 'a font' }],
  [/x-(?:elf|msdownload|mach-binary|deb|rpm)|wasm|java-vm/, { name: 'a program' }],
  [/^application\/octet-stream$/, { name: 'binary data of no known format' }],
];

/** What a media type that has no reader is, in words. */
export function unreadType(mediaType: string): UnreadType {
  const found = unreadTypes.find(([pattern]) => pattern.test(mediaType))?.[1];
  if (!found) return { name: `a file of type ${mediaType}` };
  return mediaType === 'application/octet-stream' ? found : { ...found, name: `${found.name} (${mediaType})` };
}
