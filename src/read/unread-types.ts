/** A type of file that is known but not read, with a way around. */
export interface UnreadType {
  /** With its article, for `This is …`. */
  readonly name: string;
  readonly remedy?: string;
}

const toPictures = 'Until then, export its pages as pictures (PNG), or its text as .txt or .md.';
const toPng = 'Convert it to PNG or JPEG.';
const unpack = 'Unpack it and give the folder.';
const soundless = 'Until then, write down what is said in a .txt file and give that.';
const frames = 'Until then, save the frames that matter as pictures (PNG or JPEG), and what is said as a .txt file.';
const toOffice = 'Until then, open it and save it in a format of today: .docx, .xlsx, .pptx or .pdf.';

/** From the particular to the general: the first that fits names the type. */
const unreadTypes: readonly (readonly [RegExp, UnreadType])[] = [
  [
    /opendocument|ms-word|ms-excel|ms-powerpoint|officedocument/,
    { name: 'an office document of a rare kind', remedy: toOffice },
  ],
  [/parquet|arrow|avro|sqlite3/, { name: 'a database table', remedy: 'Export it as CSV or JSON Lines.' }],
  [/mobipocket/, { name: 'an e-book of the Kindle', remedy: 'Convert it to EPUB or PDF.' }],
  [/^application\/(?:postscript|eps)$/, { name: 'a document for printers', remedy: toPictures }],
  [/ms-outlook/, { name: 'an e-mail of Outlook', remedy: 'Until then, save it as .eml, .html or .txt.' }],
  [/^message\//, { name: 'a message', remedy: 'Until then, save it as .eml or as text.' }],
  [
    /^image\/(?:x-(?:adobe|canon|fujifilm|nikon|olympus|panasonic|sony))/,
    { name: 'a raw photo of a camera', remedy: toPng },
  ],
  [/^image\//, { name: 'a picture in an uncommon format', remedy: toPng }],
  [/^audio\/|^application\/ogg/, { name: 'a sound recording', remedy: soundless }],
  [/^video\/|mxf|ms-asf|realmedia/, { name: 'a video', remedy: frames }],
  [
    /gzip|bzip|x-(?:7z|rar|tar|bzip2|xz|lzip|lz4|compress|arj|ace|lzh|cpio)|zstd|java-archive|x-zip|cab-compressed/,
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
