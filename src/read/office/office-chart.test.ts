import { describe, expect, it } from 'vitest';
import { parseXml } from '../markup/xml.ts';
import { officeChart } from './office-chart.ts';

const points = (values: readonly string[]) =>
  values.map((value, n) => `<c:pt idx="${n}"><c:v>${value}</c:v></c:pt>`).join('');
const strings = (...values: string[]) => `<c:strRef><c:strCache>${points(values)}</c:strCache></c:strRef>`;
const numbers = (format: string, ...values: string[]) =>
  `<c:numRef><c:numCache><c:formatCode>${format}</c:formatCode>${points(values)}</c:numCache></c:numRef>`;
const chart = (plot: string, title = '') =>
  officeChart(
    parseXml(`<c:chartSpace><c:chart>${title}<c:plotArea>${plot}</c:plotArea></c:chart></c:chartSpace>`, 'c'),
  );

describe('officeChart', () => {
  it('gives per cent and dates as the chart shows them, and holes as holes', () => {
    const series = `<c:ser><c:tx>${strings('Share')}</c:tx><c:cat>${numbers('m/d/yyyy', '45292', '45323', '45352')}</c:cat><c:val>${numbers('0.0%', '0.125', '0.3').replace('idx="1"', 'idx="2"')}</c:val></c:ser>`;
    expect(chart(`<c:lineChart>${series}</c:lineChart>`, '<c:title/>')).toEqual({
      kind: 'line chart',
      title: 'Share',
      rows: [
        ['', 'Share'],
        ['2024-01-01', '12.5%'],
        ['2024-02-01', ''],
        ['2024-03-01', '30%'],
      ],
    });
  });

  it('gives points of scatter charts a row each, and outer categories their name', () => {
    const series = (name: string) =>
      `<c:ser><c:tx>${strings(name)}</c:tx><c:xVal>${numbers('General', '1', '2')}</c:xVal><c:yVal>${numbers('General', '0.30000000000000004', '4')}</c:yVal></c:ser>`;
    expect(chart(`<c:scatterChart>${series('A')}${series('B')}</c:scatterChart>`)?.rows).toEqual([
      ['Series', 'X', 'Y'],
      ...['A', 'B'].flatMap((name) => [
        [name, '1', '0.3'],
        [name, '2', '4'],
      ]),
    ]);
    const levels = `<c:multiLvlStrRef><c:multiLvlStrCache><c:lvl>${points(['Q1', 'Q2', 'Q1'])}</c:lvl><c:lvl><c:pt idx="0"><c:v>2023</c:v></c:pt><c:pt idx="2"><c:v>2024</c:v></c:pt></c:lvl></c:multiLvlStrCache></c:multiLvlStrRef>`;
    expect(
      chart(
        `<c:barChart><c:ser><c:cat>${levels}</c:cat><c:val>${numbers('General', '1', '2', '3')}</c:val></c:ser></c:barChart>`,
      )?.rows,
    ).toEqual([
      ['', 'Value'],
      ['2023, Q1', '1'],
      ['2023, Q2', '2'],
      ['2024, Q1', '3'],
    ]);
  });

  it('reads the newer kinds of charts', () => {
    const dim = (name: string, more: string, values: readonly string[]) =>
      `<cx:${name}><cx:lvl ${more}>${values.map((value, n) => `<cx:pt idx="${n}">${value}</cx:pt>`).join('')}</cx:lvl></cx:${name}>`;
    const data = `<cx:chartData><cx:data id="0">${dim('strDim', '', ['Start', 'Rent'])}${dim('numDim', 'formatCode="General"', ['100', '-30'])}</cx:data></cx:chartData>`;
    const series =
      '<cx:series layoutId="waterfall"><cx:tx><cx:txData><cx:v>Cash</cx:v></cx:txData></cx:tx><cx:dataId val="0"/></cx:series>';
    const title = '<cx:title><cx:tx><cx:rich><a:p><a:r><a:t>Cash flow</a:t></a:r></a:p></cx:rich></cx:tx></cx:title>';
    const plot = `<cx:plotArea><cx:plotAreaRegion>${series}</cx:plotAreaRegion></cx:plotArea>`;
    const root = parseXml(`<cx:chartSpace>${data}<cx:chart>${title}${plot}</cx:chart></cx:chartSpace>`, 'c');
    expect(officeChart(root)).toEqual({
      kind: 'waterfall chart',
      title: 'Cash flow',
      rows: [
        ['', 'Cash'],
        ['Start', '100'],
        ['Rent', '-30'],
      ],
    });
    expect(officeChart(parseXml('<cx:chartSpace/>', 'c'))).toBeUndefined();
  });

  it('is none where there are no numbers', () => {
    expect(chart('')).toBeUndefined();
    expect(chart('<c:barChart><c:ser/></c:barChart>')).toBeUndefined();
  });
});
