import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { createInterface } from 'node:readline'
import { type Address, Refused } from './search.ts'

/** Questions that wait for their answers at the same time. */
const IN_FLIGHT = 2

interface Questions {
  /** The next line to send; `undefined` ends the stream. */
  readonly next: () => string | undefined
  readonly onAnswer: (line: string) => void
}

/**
 * Sends questions as the lines of one request, a new one for each answer that comes. Resolves once the answer has ended.
 *
 * @throws Refused if the status is not 200, Error if the connection is lost.
 */
export async function openStream({ url, token }: Address, { next, onAnswer }: Questions): Promise<void> {
  const call = request(`${url}/search?batch=1`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      accept: 'application/x-ndjson',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
  })
  const send = () => {
    if (call.writableEnded) return
    const line = next()
    if (line === undefined) call.end()
    else call.write(`${line}\n`)
  }
  // A write may fail after the answer began, which then ends too early.
  call.on('error', () => undefined)
  const answered = once(call, 'response') as Promise<[IncomingMessage]>
  for (let sent = 0; sent < IN_FLIGHT; sent++) send()
  const [answer] = await answered
  for await (const line of createInterface({ input: answer })) {
    if (answer.statusCode !== 200) {
      call.destroy()
      throw new Refused(answer.statusCode ?? 0, line)
    }
    onAnswer(line)
    send()
  }
  // readline ends in the same way when the connection is lost.
  if (!answer.complete) throw new Error('the connection was lost')
}
