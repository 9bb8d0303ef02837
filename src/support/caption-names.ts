/** What a caption numbers. */
export interface CaptionName {
  /** As labels say it in every language: `Figure`. */
  readonly name: string;
  readonly kind: 'figure' | 'table';
}

const names: readonly (readonly [words: string, name: string, kind: CaptionName['kind']])[] = [
  [
    'fig figs figure figures figura figuur abb abbildung figur rys rysunek obr obrázek рис рисунок 图 圖 図 그림',
    'Figure',
    'figure',
  ],
  ['tab table tables tabelle tableau tabla tabela tabel cuadro табл таблица 表 표', 'Table', 'table'],
  ['chart charts grafik gráfico diagram diagramm graph graphique', 'Chart', 'figure'],
  ['exhibit exhibits', 'Exhibit', 'figure'],
  ['scheme schema', 'Scheme', 'figure'],
  ['plate', 'Plate', 'figure'],
  ['photo', 'Photo', 'figure'],
  ['image', 'Image', 'figure'],
  ['map', 'Map', 'figure'],
  ['illustration', 'Illustration', 'figure'],
  ['box', 'Box', 'figure'],
];

/**
 * The words that captions and questions write before a number, in lower case without a full stop, and what they name. One list
 * for those who find captions and for those who look for them, so that "Abb. 3" finds what "Figure 3" labels.
 */
export const captionNames: ReadonlyMap<string, CaptionName> = new Map(
  names.flatMap(([words, name, kind]) => words.split(' ').map((word) => [word, { name, kind }] as const)),
);
