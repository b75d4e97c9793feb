import { openWriter } from '../output/writer.ts'
import type { OperatedFlow } from './operate.ts'

/**
 * Writes to stdout what comes, no faster than it is read, until it ends, the user presses ^C or the reader has closed the
 * pipe (`| head -1`). `texts` is called with the signal that ends it.
 */
export async function writeStream(
  { interrupted }: Pick<OperatedFlow, 'interrupted'>,
  texts: (signal: AbortSignal) => AsyncIterable<string>,
): Promise<void> {
  const writer = await openWriter('-')
  const signal = AbortSignal.any([interrupted, writer.closed])
  try {
    for await (const text of texts(signal)) {
      await writer.write(text, signal)
      signal.throwIfAborted()
    }
    await writer.end(signal)
  } catch (caught) {
    if (!signal.aborted) throw caught
  }
}
