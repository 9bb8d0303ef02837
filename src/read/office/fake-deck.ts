import { strToU8, zipSync } from 'fflate';

/** One slide of a deck for tests. */
export interface FakeSlide {
  /** What stands in its `p:spTree`. */
  readonly shapes: string;
  /** Its relationships: id, type and target, as in `['rId1', 'image', '../media/a.png']`. */
  readonly relations?: readonly (readonly [id: string, type: string, target: string])[];
  readonly hidden?: true;
  /** What the speaker is to say. */
  readonly notes?: string;
}

export interface FakeDeck {
  readonly slides: readonly FakeSlide[];
  /** Files beside the slides, by their path in the archive. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  /** Shapes of the one layout and its master. */
  readonly layout?: string;
  readonly master?: string;
  /** The master's `p:txStyles`. */
  readonly textStyles?: string;
  readonly title?: string;
  /** Names of sections and the numbers of their slides. */
  readonly sections?: Readonly<Record<string, readonly number[]>>;
}

const namespaces =
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"';
const relationType = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/';

/** A presentation (pptx) as bytes, 720 by 540 points, slides listed in the reverse order of their part names. */
export function fakeDeck({ slides, files = {}, layout = '', master = '', ...rest }: FakeDeck): Uint8Array {
  const part = (number: number) => `slides/slide${slides.length - number}.xml`;
  const ids = slides.map((_, n) => `<p:sldId id="${256 + n}" r:id="rId${n + 1}"/>`).join('');
  const sections = Object.entries(rest.sections ?? {}).map(
    ([name, numbers]) =>
      `<p14:section name="${name}"><p14:sldIdLst>${numbers.map((n) => `<p14:sldId id="${255 + n}"/>`).join('')}</p14:sldIdLst></p14:section>`,
  );
  const packed: Record<string, Uint8Array | string> = {
    '[Content_Types].xml': `<Types><Default Extension="xml" ContentType="application/xml"/><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>`,
    '_rels/.rels': relations([['rId1', 'officeDocument', 'ppt/presentation.xml']]),
    'docProps/core.xml': `<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${rest.title ?? ''}</dc:title></cp:coreProperties>`,
    'ppt/presentation.xml': `<p:presentation ${namespaces}><p:sldIdLst>${ids}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:extLst><p:ext><p14:sectionLst>${sections.join('')}</p14:sectionLst></p:ext></p:extLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(slides.map((_, n) => [`rId${n + 1}`, 'slide', part(n)] as const)),
    'ppt/slideLayouts/slideLayout1.xml': `<p:sldLayout ${namespaces}>${tree(layout)}</p:sldLayout>`,
    'ppt/slideLayouts/_rels/slideLayout1.xml.rels': relations([
      ['rId1', 'slideMaster', '../slideMasters/slideMaster1.xml'],
    ]),
    'ppt/slideMasters/slideMaster1.xml': `<p:sldMaster ${namespaces}>${tree(master)}<p:txStyles>${rest.textStyles ?? ''}</p:txStyles></p:sldMaster>`,
  };
  for (const [n, slide] of slides.entries()) {
    const name = part(n).slice('slides/'.length);
    packed[`ppt/slides/${name}`] =
      `<p:sld ${namespaces}${slide.hidden ? ' show="0"' : ''}>${tree(slide.shapes)}</p:sld>`;
    const notes = `notesSlide${n + 1}.xml`;
    packed[`ppt/slides/_rels/${name}.rels`] = relations([
      ['rIdLayout', 'slideLayout', '../slideLayouts/slideLayout1.xml'],
      ...(slide.notes ? ([['rIdNotes', 'notesSlide', `../notesSlides/${notes}`]] as const) : []),
      ...(slide.relations ?? []),
    ]);
    if (slide.notes)
      packed[`ppt/notesSlides/${notes}`] =
        `<p:notes ${namespaces}>${tree(fakeShape('body', [slide.notes]) + fakeShape('sldNum', ['7']))}</p:notes>`;
  }
  return zipSync(
    Object.fromEntries(
      Object.entries({ ...packed, ...files }).map(([name, content]) => [
        name,
        typeof content === 'string' ? strToU8(content) : content,
      ]),
    ),
  );
}

/**
 * A shape with text: a placeholder of this type, or a text box for the empty string. Paragraphs that begin with `- ` are in a
 * list. `at` is left, top, width and height in points.
 */
export function fakeShape(
  placeholder: string,
  paragraphs: readonly string[],
  at?: readonly [number, number, number, number],
  size = 0,
): string {
  const text = paragraphs.map((paragraph) => {
    const [, blanks = '', mark = '', words = ''] = /^( *)(- )?(.*)$/.exec(paragraph) ?? [];
    const level = blanks ? ` lvl="${blanks.length / 2}"` : '';
    return `<a:p><a:pPr${level}>${mark ? '<a:buChar char="•"/>' : ''}</a:pPr><a:r><a:rPr${size ? ` sz="${size * 100}"` : ''}/><a:t>${words}</a:t></a:r></a:p>`;
  });
  const fills = placeholder ? `<p:ph type="${placeholder}"/>` : '';
  return `<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:cNvSpPr/><p:nvPr>${fills}</p:nvPr></p:nvSpPr><p:spPr>${at ? fakeTransform(at) : ''}</p:spPr><p:txBody>${text.join('')}</p:txBody></p:sp>`;
}

/** A picture from the relationship of this id. */
export function fakeSlidePicture(id: string, alt: string, at: readonly [number, number, number, number]): string {
  return `<p:pic><p:nvPicPr><p:cNvPr id="3" name="y" descr="${alt}"/></p:nvPicPr><p:blipFill><a:blip r:embed="${id}"/></p:blipFill><p:spPr>${fakeTransform(at)}</p:spPr></p:pic>`;
}

/** A frame around a table, chart or diagram. */
export function fakeFrame(data: string, at: readonly [number, number, number, number]): string {
  return `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name="z"/></p:nvGraphicFramePr>${fakeTransform(at).replaceAll('a:xfrm', 'p:xfrm')}<a:graphic><a:graphicData>${data}</a:graphicData></a:graphic></p:graphicFrame>`;
}

export function fakeTransform([x, y, width, height]: readonly [number, number, number, number]): string {
  const [left, top, wide, high] = [x, y, width, height].map((points) => points * 12_700);
  return `<a:xfrm><a:off x="${left}" y="${top}"/><a:ext cx="${wide}" cy="${high}"/></a:xfrm>`;
}

function tree(shapes: string): string {
  return `<p:cSld><p:spTree><p:nvGrpSpPr/><p:grpSpPr/>${shapes}</p:spTree></p:cSld>`;
}

function relations(list: readonly (readonly [id: string, type: string, target: string])[]): string {
  const items = list.map(
    ([id, type, target]) => `<Relationship Id="${id}" Type="${relationType}${type}" Target="${target}"/>`,
  );
  return `<Relationships>${items.join('')}</Relationships>`;
}
