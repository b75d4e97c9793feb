import { once, setMaxListeners } from 'node:events'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { join } from 'node:path'
import { ADMIN_SOCKET } from '@peaflow/engine'
import { type InputLine, readLines } from '../input/lines.ts'
import { asFlowGone } from './flow-gone.ts'
import { readProblem } from './problem.ts'

/** What a Flow is asked for. */
export interface AdminRequest {
  /** @defaultValue 'GET' */
  readonly method?: 'GET' | 'POST' | 'PATCH' | undefined
  /** Percent-encoded, with its query: `/-/status`. */
  readonly path: string
  /** Sent as JSON. */
  readonly body?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** The most bytes of an answer that is read as a whole. */
const MOST_BYTES = 64 * 2 ** 20

/**
 * Asks the Flow of a runtime folder, and returns the text of its answer.
 *
 * @throws FlowError with what the Flow says is wrong, or `LAUNCH_FLOW_GONE` if it does not answer.
 */
export async function ask(folder: string, request: AdminRequest): Promise<string> {
  const response = await send(folder, request)
  try {
    return await readText(response)
  } catch (caught) {
    throw asFlowGone(folder, caught)
  }
}

/**
 * The lines that the Flow of a runtime folder streams, as they come. Leaving the loop ends the stream.
 *
 * @throws what {@link ask} throws.
 */
export async function* askLines(folder: string, request: AdminRequest): AsyncGenerator<InputLine> {
  const response = await send(folder, request)
  try {
    yield* readLines(response, { name: 'the Flow' })
  } catch (caught) {
    throw asFlowGone(folder, caught)
  } finally {
    response.destroy()
  }
}

async function send(folder: string, request: AdminRequest): Promise<IncomingMessage> {
  const { method = 'GET', path, body, signal } = request
  const content = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': byteLength(body) }
  const socketPath = join(folder, ADMIN_SOCKET)
  // Many requests may be open at once, and all of them end when it aborts.
  if (signal !== undefined) setMaxListeners(0, signal)
  try {
    const sent = requestHttp({
      socketPath,
      method,
      path,
      headers: { host: 'localhost', ...content },
      signal,
    })
    sent.end(body)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    // Once there is an answer, the stream of its body reports what goes wrong.
    sent.on('error', () => undefined)
    const { statusCode = 0 } = response
    if (statusCode < 200 || statusCode > 299) throw readProblem(statusCode, await readText(response))
    return response
  } catch (caught) {
    throw asFlowGone(folder, caught)
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw new Error(`the Flow answers with more than ${MOST_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, bytes).toString('utf8')
}

function byteLength(body: string): string {
  return String(Buffer.byteLength(body))
}
