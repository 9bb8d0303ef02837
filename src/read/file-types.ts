import { SightlineError } from '../support/errors.ts';
import type { Reader } from './reader.ts';
import { unreadType } from './unread-types.ts';

/** A type of file that is read, and by what. */
export interface FileType {
  readonly mediaType: string;
  /** What people call it. */
  readonly name: string;
  /** Usual extensions, without the dot; the content decides, not they. */
  readonly extensions: readonly string[];
  /** Gives its reader; a reader and the libraries it needs are loaded when a file of its type is first read. */
  readonly load: () => Promise<Reader>;
}

const docx = async () => (await import('./office/docx.ts')).docxReader;
const email = async () => (await import('./mail/email.ts')).emailReader;
const epub = async () => (await import('./markup/epub.ts')).epubReader;
const html = async () => (await import('./markup/html.ts')).htmlReader;
const image = async () => (await import('./pictures/image.ts')).imageReader;
const legacyOffice = async () => (await import('./office/legacy-office.ts')).legacyOfficeReader;
const markdown = async () => (await import('./markup/markdown.ts')).markdownReader;
const mbox = async () => (await import('./mail/mbox.ts')).mboxReader;
const notebook = async () => (await import('./markup/notebook.ts')).notebookReader;
const odp = async () => (await import('./office/odp.ts')).odpReader;
const ods = async () => (await import('./office/ods.ts')).odsReader;
const odt = async () => (await import('./office/odt.ts')).odtReader;
const pdf = async () => (await import('./pdf/pdf.ts')).pdfReader;
const pptx = async () => (await import('./office/pptx.ts')).pptxReader;
const records = async () => (await import('./records/records.ts')).recordsReader;
const sourceCode = async () => (await import('./text/source-code.ts')).sourceCodeReader;
const text = async () => (await import('./text/text.ts')).textReader;
const xlsx = async () => (await import('./office/xlsx.ts')).xlsxReader;
const xml = async () => (await import('./markup/element-xml.ts')).xmlReader;
const zip = async () => (await import('./archive/zip.ts')).zipReader;

/** Every type that is read, sorted by media type; a new one is one line here, besides its reader. */
export const fileTypes: readonly FileType[] = [
  { mediaType: 'application/epub+zip', name: 'EPUB book', extensions: ['epub'], load: epub },
  { mediaType: 'application/graphql', name: 'GraphQL', extensions: ['graphql', 'gql'], load: sourceCode },
  { mediaType: 'application/json', name: 'JSON', extensions: ['json'], load: records },
  { mediaType: 'application/mbox', name: 'mail box', extensions: ['mbox'], load: mbox },
  { mediaType: 'application/msword', name: 'old Word document', extensions: ['doc', 'dot'], load: legacyOffice },
  { mediaType: 'application/pdf', name: 'PDF', extensions: ['pdf'], load: pdf },
  { mediaType: 'application/rtf', name: 'RTF document', extensions: ['rtf'], load: legacyOffice },
  { mediaType: 'application/sql', name: 'SQL', extensions: ['sql', 'ddl'], load: sourceCode },
  { mediaType: 'application/toml', name: 'TOML', extensions: ['toml'], load: sourceCode },
  { mediaType: 'application/vnd.ms-excel', name: 'old Excel workbook', extensions: ['xls', 'xlt'], load: legacyOffice },
  {
    mediaType: 'application/vnd.ms-excel.sheet.macroenabled.12',
    name: 'Excel workbook with macros',
    extensions: ['xlsm'],
    load: xlsx,
  },
  {
    mediaType: 'application/vnd.ms-excel.template.macroenabled.12',
    name: 'Excel template with macros',
    extensions: ['xltm'],
    load: xlsx,
  },
  {
    mediaType: 'application/vnd.ms-powerpoint',
    name: 'old PowerPoint deck',
    extensions: ['ppt', 'pps', 'pot'],
    load: legacyOffice,
  },
  {
    mediaType: 'application/vnd.ms-powerpoint.presentation.macroenabled.12',
    name: 'PowerPoint deck with macros',
    extensions: ['pptm'],
    load: pptx,
  },
  {
    mediaType: 'application/vnd.ms-powerpoint.slideshow.macroenabled.12',
    name: 'PowerPoint show with macros',
    extensions: ['ppsm'],
    load: pptx,
  },
  {
    mediaType: 'application/vnd.ms-powerpoint.template.macroenabled.12',
    name: 'PowerPoint template with macros',
    extensions: ['potm'],
    load: pptx,
  },
  {
    mediaType: 'application/vnd.ms-word.document.macroenabled.12',
    name: 'Word document with macros',
    extensions: ['docm'],
    load: docx,
  },
  {
    mediaType: 'application/vnd.ms-word.template.macroenabled.12',
    name: 'Word template with macros',
    extensions: ['dotm'],
    load: docx,
  },
  {
    mediaType: 'application/vnd.oasis.opendocument.presentation',
    name: 'OpenDocument presentation',
    extensions: ['odp'],
    load: odp,
  },
  {
    mediaType: 'application/vnd.oasis.opendocument.presentation-template',
    name: 'OpenDocument presentation template',
    extensions: ['otp'],
    load: odp,
  },
  {
    mediaType: 'application/vnd.oasis.opendocument.spreadsheet',
    name: 'OpenDocument spreadsheet',
    extensions: ['ods'],
    load: ods,
  },
  {
    mediaType: 'application/vnd.oasis.opendocument.spreadsheet-template',
    name: 'OpenDocument spreadsheet template',
    extensions: ['ots'],
    load: ods,
  },
  { mediaType: 'application/vnd.oasis.opendocument.text', name: 'OpenDocument text', extensions: ['odt'], load: odt },
  {
    mediaType: 'application/vnd.oasis.opendocument.text-template',
    name: 'OpenDocument text template',
    extensions: ['ott'],
    load: odt,
  },
  {
    mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    name: 'PowerPoint deck',
    extensions: ['pptx'],
    load: pptx,
  },
  {
    mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.slideshow',
    name: 'PowerPoint show',
    extensions: ['ppsx'],
    load: pptx,
  },
  {
    mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.template',
    name: 'PowerPoint template',
    extensions: ['potx'],
    load: pptx,
  },
  {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    name: 'Excel workbook',
    extensions: ['xlsx'],
    load: xlsx,
  },
  {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.template',
    name: 'Excel template',
    extensions: ['xltx'],
    load: xlsx,
  },
  {
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    name: 'Word document',
    extensions: ['docx'],
    load: docx,
  },
  {
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.template',
    name: 'Word template',
    extensions: ['dotx'],
    load: docx,
  },
  { mediaType: 'application/x-cfb', name: 'old or locked Office document', extensions: ['doc'], load: legacyOffice },
  { mediaType: 'application/x-ipynb+json', name: 'Jupyter notebook', extensions: ['ipynb'], load: notebook },
  { mediaType: 'application/x-ndjson', name: 'JSON Lines', extensions: ['jsonl', 'ndjson'], load: records },
  { mediaType: 'application/x-powershell', name: 'PowerShell', extensions: ['ps1', 'psm1', 'psd1'], load: sourceCode },
  {
    mediaType: 'application/x-sh',
    name: 'shell script',
    extensions: ['sh', 'bash', 'zsh', 'fish', 'ksh'],
    load: sourceCode,
  },
  { mediaType: 'application/xml', name: 'XML', extensions: ['xml'], load: xml },
  { mediaType: 'application/yaml', name: 'YAML', extensions: ['yaml', 'yml'], load: sourceCode },
  { mediaType: 'application/zip', name: 'ZIP archive', extensions: ['zip'], load: zip },
  { mediaType: 'image/apng', name: 'APNG picture', extensions: ['apng', 'png'], load: image },
  { mediaType: 'image/avif', name: 'AVIF picture', extensions: ['avif'], load: image },
  { mediaType: 'image/gif', name: 'GIF picture', extensions: ['gif'], load: image },
  { mediaType: 'image/heic', name: 'HEIC picture', extensions: ['heic', 'heif', 'hif'], load: image },
  { mediaType: 'image/heic-sequence', name: 'HEIC burst', extensions: ['heic', 'heics'], load: image },
  { mediaType: 'image/heif', name: 'HEIF picture', extensions: ['heif', 'heic'], load: image },
  { mediaType: 'image/heif-sequence', name: 'HEIF burst', extensions: ['heif', 'heic'], load: image },
  { mediaType: 'image/jpeg', name: 'JPEG picture', extensions: ['jpg', 'jpeg', 'jfif'], load: image },
  { mediaType: 'image/png', name: 'PNG picture', extensions: ['png'], load: image },
  { mediaType: 'image/svg+xml', name: 'SVG drawing', extensions: ['svg'], load: image },
  { mediaType: 'image/tiff', name: 'TIFF picture', extensions: ['tif', 'tiff'], load: image },
  { mediaType: 'image/webp', name: 'WebP picture', extensions: ['webp'], load: image },
  { mediaType: 'message/rfc822', name: 'e-mail', extensions: ['eml'], load: email },
  { mediaType: 'text/calendar', name: 'calendar', extensions: ['ics'], load: text },
  { mediaType: 'text/css', name: 'style sheet', extensions: ['css', 'scss', 'sass', 'less'], load: sourceCode },
  { mediaType: 'text/csv', name: 'CSV table', extensions: ['csv'], load: records },
  { mediaType: 'text/html', name: 'HTML page', extensions: ['html', 'htm', 'xhtml'], load: html },
  { mediaType: 'text/javascript', name: 'JavaScript', extensions: ['js', 'mjs', 'cjs', 'jsx'], load: sourceCode },
  { mediaType: 'text/markdown', name: 'Markdown', extensions: ['md', 'markdown'], load: markdown },
  { mediaType: 'text/plain', name: 'plain text', extensions: ['txt', 'text', 'log', 'rst', 'org'], load: text },
  { mediaType: 'text/tab-separated-values', name: 'TSV table', extensions: ['tsv', 'tab'], load: records },
  { mediaType: 'text/typescript', name: 'TypeScript', extensions: ['ts', 'mts', 'cts', 'tsx'], load: sourceCode },
  { mediaType: 'text/vcard', name: 'address card', extensions: ['vcf'], load: text },
  { mediaType: 'text/vtt', name: 'subtitles', extensions: ['vtt'], load: text },
  { mediaType: 'text/x-c', name: 'C', extensions: ['c', 'h'], load: sourceCode },
  {
    mediaType: 'text/x-c++',
    name: 'C++',
    extensions: ['cpp', 'cc', 'cxx', 'hpp', 'hh', 'hxx', 'cu', 'cuh'],
    load: sourceCode,
  },
  { mediaType: 'text/x-csharp', name: 'C#', extensions: ['cs'], load: sourceCode },
  { mediaType: 'text/x-dart', name: 'Dart', extensions: ['dart'], load: sourceCode },
  { mediaType: 'text/x-dockerfile', name: 'Dockerfile', extensions: ['dockerfile'], load: sourceCode },
  { mediaType: 'text/x-elixir', name: 'Elixir', extensions: ['ex', 'exs'], load: sourceCode },
  { mediaType: 'text/x-go', name: 'Go', extensions: ['go'], load: sourceCode },
  { mediaType: 'text/x-groovy', name: 'Groovy', extensions: ['groovy', 'gradle'], load: sourceCode },
  { mediaType: 'text/x-haskell', name: 'Haskell', extensions: ['hs'], load: sourceCode },
  { mediaType: 'text/x-hcl', name: 'Terraform', extensions: ['tf', 'hcl'], load: sourceCode },
  { mediaType: 'text/x-ini', name: 'settings', extensions: ['ini', 'cfg', 'conf', 'properties'], load: sourceCode },
  { mediaType: 'text/x-java', name: 'Java', extensions: ['java'], load: sourceCode },
  { mediaType: 'text/x-julia', name: 'Julia', extensions: ['jl'], load: sourceCode },
  { mediaType: 'text/x-kotlin', name: 'Kotlin', extensions: ['kt', 'kts'], load: sourceCode },
  { mediaType: 'text/x-lua', name: 'Lua', extensions: ['lua'], load: sourceCode },
  { mediaType: 'text/x-makefile', name: 'Makefile', extensions: ['mk', 'mak'], load: sourceCode },
  { mediaType: 'text/x-perl', name: 'Perl', extensions: ['pl', 'pm'], load: sourceCode },
  { mediaType: 'text/x-php', name: 'PHP', extensions: ['php'], load: sourceCode },
  { mediaType: 'text/x-proto', name: 'Protocol Buffers', extensions: ['proto'], load: sourceCode },
  { mediaType: 'text/x-python', name: 'Python', extensions: ['py', 'pyi', 'pyw'], load: sourceCode },
  { mediaType: 'text/x-r', name: 'R', extensions: ['r'], load: sourceCode },
  { mediaType: 'text/x-ruby', name: 'Ruby', extensions: ['rb', 'rake', 'gemspec'], load: sourceCode },
  { mediaType: 'text/x-rust', name: 'Rust', extensions: ['rs'], load: sourceCode },
  { mediaType: 'text/x-scala', name: 'Scala', extensions: ['scala', 'sc'], load: sourceCode },
  { mediaType: 'text/x-swift', name: 'Swift', extensions: ['swift'], load: sourceCode },
  { mediaType: 'text/x-tex', name: 'TeX', extensions: ['tex', 'sty', 'cls', 'bib'], load: sourceCode },
  { mediaType: 'text/x-vue', name: 'component', extensions: ['vue', 'svelte', 'astro'], load: sourceCode },
  { mediaType: 'text/x-zig', name: 'Zig', extensions: ['zig'], load: sourceCode },
];

/**
 * The reader of a media type, as {@link detectMediaType} names it. Rejects with a SightlineError that says what the file is
 * and what to do: `unsupported-type` when no reader takes it, `broken-content` when it is empty.
 */
export async function readerFor(mediaType: string): Promise<Reader> {
  const type = fileTypes.find((candidate) => candidate.mediaType === mediaType);
  if (type) return type.load();
  if (mediaType === 'application/x-empty')
    throw new SightlineError('broken-content', 'The file is empty.', { remedy: 'Copy or download it again.' });
  const { name, remedy } = unreadType(mediaType);
  throw new SightlineError('unsupported-type', `This is ${name}, which is not read yet.`, {
    remedy: remedy ?? `Read are: ${readNames()}.`,
  });
}

/** For messages: what is read, the many kinds of pictures, office documents and source code taken together. */
function readNames(): string {
  const groups: readonly (readonly [string, readonly FileType['load'][]])[] = [
    ['pictures', [image]],
    ['office documents', [docx, legacyOffice, odp, ods, odt, pptx, xlsx]],
    ['source code', [sourceCode]],
  ];
  const grouped = new Set(groups.flatMap(([, loaders]) => loaders));
  const others = fileTypes.filter((type) => !grouped.has(type.load)).map((type) => type.name);
  return [...groups.map(([name]) => name), ...others].join(', ');
}
