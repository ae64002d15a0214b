/**
 * All of a stream in one piece; null where it is longer than so many bytes, of which no more is read then.
 * @throws TypeError where it is a stream of something else
 */
export async function collectBytes(
  stream: AsyncIterable<unknown>,
  mostBytes: number,
): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a stream of bytes was expected');
    size += chunk.length;
    if (size > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
