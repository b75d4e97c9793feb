import type { IncomingMessage } from 'node:http'

/** The longest answer, the longest line of one that goes on, and the longest message, in bytes. A Pod is a few kilobytes. */
export const MAX_LENGTH = 8 * 2 ** 20

/** The whole body of an answer. */
export async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_LENGTH) throw tooLong()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** The lines of the body, as they come. */
export async function* readLines(response: IncomingMessage): AsyncIterable<string> {
  let rest = ''
  response.setEncoding('utf8')
  for await (const chunk of response as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LENGTH) throw tooLong()
    yield* lines.filter((line) => line !== '')
  }
}

function tooLong(): Error {
  return new Error(`its answer is longer than ${MAX_LENGTH / 2 ** 20} MB`)
}
