/** Bytes of base64 that one escape sequence may carry. */
const chunkChars = 4096;

/**
 * A PNG as sequences of kitty's graphics protocol (https://sw.kovidgoyal.net/kitty/graphics-protocol/): sent and shown at
 * once (`a=T`), as PNG (`f=100`), without an answer from the terminal (`q=2`), which nobody would read.
 */
export function encodeKitty(png: Uint8Array): string {
  const encoded = Buffer.from(png).toString('base64');
  const chunks = encoded.match(new RegExp(`.{1,${chunkChars}}`, 'g')) ?? [];
  return chunks
    .map((chunk, i) => {
      const head = i === 0 ? 'a=T,f=100,q=2,' : '';
      return `\x1b_G${head}m=${i < chunks.length - 1 ? 1 : 0};${chunk}\x1b\\`;
    })
    .join('');
}
