import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Document } from '@peaflow/core'
import { expect, it } from 'vitest'
import { until } from '../controlled.ts'
import { type Serving, serving } from '../serving.ts'
import { dial } from './client.ts'

const echo = (documents: Document[]) => documents

/** A connection on which bytes are sent that no library would send. */
async function dialRaw({ url }: Serving, subprotocol = 'peaflow.v1.json'): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const headers = [
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `Sec-WebSocket-Protocol: ${subprotocol}`,
  ]
  socket.write(`GET / HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
  await once(socket, 'data')
  return socket
}

/** One frame of a client, whose mask is 0. */
function frame(first: number, payload: Buffer): Buffer {
  const { length } = payload
  const mask = Buffer.alloc(4)
  if (length < 126) return Buffer.concat([Buffer.from([first, 0x80 | length]), mask, payload])
  const head = Buffer.from([first, 0xff, 0, 0, 0, 0, 0, 0, 0, 0])
  head.writeUInt32BE(length, 6)
  return Buffer.concat([head, mask, payload])
}

const [TEXT, BINARY, PING] = [0x81, 0x82, 0x89]

/** The code that a connection is closed with, and the errors that were told before. */
async function ending(socket: Socket): Promise<{ readonly code: number; readonly text: string }> {
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  const at = bytes.lastIndexOf(0x88)
  return { code: bytes.readUInt16BE(at + 2), text: bytes.toString() }
}

const HUGE = Buffer.from([0x82, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
const deep = (levels: number) => `{"id":"1","documents":${'['.repeat(levels)}${']'.repeat(levels)}}`

it.each([
  ['a frame of 2^62 bytes', HUGE, 1009],
  ['a message that is too long', frame(TEXT, Buffer.alloc(300_000, ' ')), 1009],
  ['a message whose fragments are too many bytes', Buffer.concat(tooManyBytes()), 1009],
  ['a message of too many fragments', Buffer.concat(tooManyFragments()), 1008],
  ['text that is not UTF-8', frame(TEXT, Buffer.from([0xc3, 0x28])), 1007],
  ['a frame that is not masked', Buffer.from([0x81, 1, 0x7b]), 1002],
  ['a reserved opcode', frame(0x83, Buffer.from('x')), 1002],
  ['a compressed frame, which was not agreed on', frame(0xc1, Buffer.from('x')), 1002],
  ['a message of the other kind', frame(BINARY, Buffer.from('{"id":"1"}')), 1008],
  ['text that is not JSON', frame(TEXT, Buffer.from('{"id":')), 1008],
  ['JSON nested 100,000 deep', frame(TEXT, Buffer.from(deep(100_000))), 1008],
  ['a list', frame(TEXT, Buffer.from('[]')), 1008],
  ['no id', frame(TEXT, Buffer.from('{"documents":[]}')), 1008],
  ['an id that is a number', frame(TEXT, Buffer.from('{"id":1}')), 1008],
  ['an id that is too long', frame(TEXT, Buffer.from(`{"id":"${'x'.repeat(129)}"}`)), 1008],
])('%s ends the connection, and nothing else', async (_what, bytes, code) => {
  await using served = await serving(echo, { maxBody: 250_000 })
  await using other = await dial(served.url)
  await other.next()
  const socket = await dialRaw(served)
  socket.write(bytes)
  expect((await ending(socket)).code).toBe(code)
  expect(await other.call({ id: '1', documents: [{ id: '1' }] })).toHaveLength(2)
})

function tooManyBytes(): Buffer[] {
  const half = Buffer.alloc(200_000, ' ')
  return [frame(0x01, half), frame(0x80, half)]
}

function tooManyFragments(): Buffer[] {
  return [frame(0x01, Buffer.from(' ')), ...new Array(20_000).fill(frame(0x00, Buffer.from(' ')))]
}

it.each([
  ['bytes that are not MessagePack', 'c1'],
  ['a list of 2^32 - 1 values that are not there', 'ddffffffff'],
  ['a map of 2^32 - 1 keys that are not there', 'dfffffffff'],
  ['a string of 2^32 - 1 bytes that are not there', 'dbffffffff'],
  ['binary data of 2^32 - 1 bytes that are not there', 'c6ffffffff'],
  ['lists nested 200,000 deep', '91'.repeat(200_000)],
  ['a number', '01'],
  ['nothing', ''],
])('%s: told, and the connection ends', async (_what, hex) => {
  await using served = await serving(echo)
  const socket = await dialRaw(served, 'peaflow.v1.msgpack')
  socket.write(frame(BINARY, Buffer.from(hex, 'hex')))
  const { code, text } = await ending(socket)
  expect(code).toBe(1008)
  expect(text).toContain('REQUEST_BODY')
})

it('an id that is that of an open call ends the connection, and the call with it', async () => {
  const signals: AbortSignal[] = []
  await using served = await serving(async (documents, { signal }) => {
    signals.push(signal)
    await once(signal, 'abort')
    return documents
  })
  await using client = await dial(served.url)
  await client.next()
  client.send({ id: '1', documents: [{}] })
  await until(() => signals.length === 1)
  client.send({ id: '1', documents: [{}] })
  expect((await client.closed).code).toBe(1008)
  await until(() => signals[0]?.aborted === true)
})

it('a client that goes on beyond its credit and reads nothing is closed', async () => {
  const signals: AbortSignal[] = []
  await using served = await serving(async (documents, { signal }) => {
    signals.push(signal)
    await once(signal, 'abort')
    return documents
  })
  const socket = await dialRaw(served)
  socket.pause()
  socket.on('error', () => undefined)
  for (let call = 0; !socket.destroyed && !isOver(signals); call += 1) {
    if (!socket.write(frame(TEXT, Buffer.from(`{"id":"${call}","documents":[{}]}`))))
      await Promise.race([once(socket, 'drain').catch(() => undefined), until(() => isOver(signals))])
  }
  socket.destroy()
  await until(() => served.running.readiness().inFlight === 0)
})

function isOver(signals: readonly AbortSignal[]): boolean {
  return signals.length > 0 && signals.every(({ aborted }) => aborted)
}

it('pings without end are answered as far as they are read', async () => {
  await using served = await serving(echo)
  const socket = await dialRaw(served)
  socket.write(Buffer.concat(new Array(1_000).fill(frame(PING, Buffer.from('ping')))))
  socket.write(frame(TEXT, Buffer.from('{"id":"1","documents":[{"id":"1"}]}')))
  let text = ''
  for await (const chunk of socket) {
    text += chunk
    if (text.includes('"done"')) break
  }
  socket.destroy()
})
