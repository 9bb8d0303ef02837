import { strToU8, zipSync } from 'fflate';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatLocator } from '../../data/locator.ts';
import type { SegmentDraft } from '../../data/segment.ts';
import { fakeAsset } from '../fake-asset.ts';
import { fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import type { ReadContext, Reader } from '../reader.ts';
import type { LibreOfficeSetting } from './libreoffice.ts';
import { odpReader } from './odp.ts';
import { odtReader } from './odt.ts';

const undrawn: Partial<ReadContext> & LibreOfficeSetting = { libreOffice: false };

let png: Uint8Array;
beforeAll(async () => {
  png = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#2040c8' } })
    .png()
    .toBuffer();
});

/** An OpenDocument file with this body, a picture, and these parts beside. */
function openDocument(kind: 'text' | 'presentation', body: string, parts: Record<string, string> = {}): Uint8Array {
  const files: Record<string, string> = {
    mimetype: `application/vnd.oasis.opendocument.${kind}`,
    'content.xml': `<office:document-content><office:automatic-styles>${parts.automatic ?? ''}</office:automatic-styles><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
    'meta.xml':
      '<office:document-meta><office:meta><dc:title>The plan</dc:title><dc:creator>Ada</dc:creator></office:meta></office:document-meta>',
    'styles.xml':
      '<office:document-styles><office:styles><style:style style:name="Figure" style:parent-style-name="Caption"/></office:styles><office:automatic-styles><style:page-layout style:name="PM0"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"/></style:page-layout><style:page-layout style:name="PM1"><style:page-layout-properties fo:page-width="10in" fo:page-height="7.5in"/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Default" style:page-layout-name="PM1"/></office:master-styles></office:document-styles>',
    ...parts,
  };
  const packed = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync({ ...Object.fromEntries(packed), 'Pictures/1.png': png });
}

async function read(reader: Reader, bytes: Uint8Array): Promise<SegmentDraft[]> {
  const segments: SegmentDraft[] = [];
  for await (const segment of reader.read(fakeAsset('plan.odf', bytes), fakeReadContext(undrawn)))
    segments.push(segment);
  return segments;
}
const at = ({ kind, locator }: SegmentDraft) => `${kind} ${formatLocator(locator)}`;

const cell = (text: string, more = '') => `<table:table-cell ${more}><text:p>${text}</text:p></table:table-cell>`;
const prices = `<table:table><table:table-header-rows><table:table-row>${cell('Chair')}${cell('Price')}<table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table-header-rows><table:table-row>${cell('Oak')}${cell('89')}</table:table-row><table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row></table:table>`;
const picture = (attributes = '') =>
  `<draw:frame ${attributes}><draw:image xlink:href="Pictures/1.png"/><svg:desc>a blue square</svg:desc></draw:frame>`;

const text = `<text:p text:style-name="Title">Chairs</text:p><text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>
<text:table-of-content><text:index-body><text:p>Prices 1</text:p></text:index-body></text:table-of-content>
<text:h text:outline-level="1">Prices</text:h><text:p>They <text:span>hold</text:span><text:s text:c="2"/>for a
 year<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In writing.</text:p></text:note-body></text:note>.</text:p>
<text:list><text:list-item><text:p>oak</text:p><text:list><text:list-item><text:p>dark</text:p></text:list-item></text:list></text:list-item></text:list>
<text:section>${prices}</text:section><text:h text:outline-level="2">Looks</text:h>
<text:p>${picture()}</text:p><text:p text:style-name="Figure">Figure 4: The blue one</text:p>
<text:p><draw:frame><draw:text-box><text:p>${picture()}Figure 5: Again</text:p></draw:text-box></draw:frame></text:p>`;

const slides = `<draw:page draw:name="one" draw:master-page-name="Default"><draw:frame presentation:class="title" svg:x="1in" svg:y="1in" svg:width="6in" svg:height="1in"><draw:text-box><text:p>Prices</text:p></draw:text-box></draw:frame>
<draw:frame presentation:class="outline" svg:x="1in" svg:y="2in" svg:width="3in" svg:height="2in"><draw:text-box><text:list><text:list-item><text:p>up</text:p></text:list-item></text:list></draw:text-box></draw:frame>
<draw:g><draw:custom-shape svg:x="5in" svg:y="2in" svg:width="2in" svg:height="1in"><text:p>in a group</text:p></draw:custom-shape></draw:g>
<draw:frame presentation:class="footer"><draw:text-box><text:p>ACME</text:p></draw:text-box></draw:frame>
<draw:frame svg:x="1in" svg:y="5in" svg:width="4in" svg:height="1in">${prices}</draw:frame>
${picture('svg:x="9in" svg:y="6in" svg:width="5.08cm" svg:height="2in"')}
<draw:frame svg:x="5in" svg:y="4in" svg:width="1in" svg:height="1in"><draw:object xlink:href="./Object 1"/></draw:frame>
<presentation:notes><draw:frame presentation:class="notes"><draw:text-box><text:p>Smile.</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>
<draw:page draw:style-name="dp2"><draw:frame presentation:class="title"><draw:text-box><text:p>Secret</text:p></draw:text-box></draw:frame></draw:page>`;
const slideParts = {
  automatic:
    '<style:style style:name="dp2"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>',
  'Object 1/content.xml': `<office:document-content><office:body><office:chart><chart:chart chart:class="chart:circle"><chart:title><text:p>Shares</text:p></chart:title><table:table><table:table-row>${cell('')}${cell('Share')}</table:table-row><table:table-row>${cell('Oak')}${cell('0.4')}</table:table-row></table:table></chart:chart></office:chart></office:body></office:document-content>`,
};

readerContract('odt', {
  makeReader: () => odtReader,
  fixtures: [{ name: 'a text', asset: () => fakeAsset('plan.odt', openDocument('text', text)), atLeast: 4 }],
});
readerContract('odp', {
  makeReader: () => odpReader,
  fixtures: [
    {
      name: 'a presentation',
      context: undrawn,
      asset: () => fakeAsset('plan.odp', openDocument('presentation', slides, slideParts)),
      atLeast: 5,
    },
  ],
});

describe('texts of OpenDocument', () => {
  it('come as passages, tables and pictures with their captions under their headings', async () => {
    const segments = await read(odtReader, openDocument('text', text));
    expect(segments).toMatchObject([
      { kind: 'text', words: { body: 'Chairs' } },
      {
        kind: 'table',
        words: { name: 'plan The plan', heading: 'Prices', body: '| Chair | Price |\n| --- | --- |\n| Oak | 89 |' },
      },
      { kind: 'text', words: { body: 'They hold for a year [In writing.].\n\n- oak\n  - dark' } },
      {
        kind: 'image',
        words: { heading: 'Prices › Looks', caption: 'Figure 4: The blue one', alt: 'a blue square' },
        metadata: { label: 'Figure 4', title: 'The plan', author: 'Ada' },
        picture: { width: 64 },
      },
      { kind: 'image', words: { caption: 'Figure 5: Again' } },
    ]);
  });

  it('say when they are locked or no document', async () => {
    const manifest =
      '<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>';
    await expect(
      read(odtReader, openDocument('text', '', { 'META-INF/manifest.xml': manifest })),
    ).rejects.toMatchObject({
      code: 'unreadable-file',
    });
    await expect(read(odtReader, zipSync({ 'a.txt': strToU8('a') }))).rejects.toMatchObject({ code: 'broken-content' });
  });
});

describe('presentations of OpenDocument', () => {
  it('come slide by slide, as those of PowerPoint', async () => {
    const segments = await read(odpReader, openDocument('presentation', slides, slideParts));
    expect(segments.map(at)).toEqual([
      'slide #slide=1',
      'table #slide=1&xywh=360,288,72,72',
      'table #slide=1&xywh=72,360,288,72',
      'image #slide=1&xywh=648,432,72,108',
      'slide #slide=2',
    ]);
    expect(segments).toMatchObject([
      { words: { heading: 'Prices', body: '- up\n\nin a group\n\nNotes: Smile.' } },
      { words: { caption: 'Shares (pie chart)', body: '|  | Share |\n| --- | --- |\n| Oak | 0.4 |' } },
      { words: { body: '| Chair | Price |\n| --- | --- |\n| Oak | 89 |' } },
      { words: { alt: 'a blue square' }, picture: { width: 64 } },
      { words: { body: 'Secret' }, metadata: { hidden: true } },
    ]);
  });
});
