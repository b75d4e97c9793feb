import { tooLarge } from './failures.ts'

/**
 * Reads a body to its end.
 *
 * @throws FlowError `REQUEST_SIZE` as soon as it is longer than `maxBody` bytes.
 */
export async function readAll(body: AsyncIterable<Uint8Array>, maxBody: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > maxBody) throw tooLarge(maxBody)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, bytes)
}
