// The package ships no types; this declares only what the collection uses.
declare module 'opentype.js' {
  interface Path {
    toPathData(decimals?: number): string;
  }
  interface Font {
    getPath(text: string, x: number, y: number, size: number): Path;
    getAdvanceWidth(text: string, size: number): number;
  }
  const opentype: { parse(data: ArrayBuffer): Font };
  export = opentype;
}
