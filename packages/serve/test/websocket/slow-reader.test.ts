import type { Executor } from '@peaflow/core'
import { decodeValue, encodeValue } from '@peaflow/pea/internal'
import { expect, it } from 'vitest'
import { untilStill } from '../controlled.ts'
import { serving } from '../serving.ts'
import { dial } from './client.ts'

/** Far more than the buffers of two sockets and of a link have room for, at 16 KiB each. */
const PIECES = 3_000

it('the executor stands still while the client does', async () => {
  let yielded = 0
  const blob = Buffer.alloc(16_384)
  const streaming: Executor = async function* () {
    for (; yielded < PIECES; yielded += 1) yield [{ id: '', blob }]
  }
  await using served = await serving(streaming)
  const codec = { encode: encodeValue, decode: (data: Buffer) => decodeValue(data) }
  await using client = await dial(`${served.url}/`, { protocols: ['peaflow.v1.msgpack'], ...codec })
  await client.next()
  client.socket.pause()
  client.send({ id: '1', documents: [{}] })
  await untilStill(() => yielded)
  expect(yielded).toBeLessThan(PIECES)
  client.socket.resume()
  for (let piece = 0; piece < PIECES; piece += 1) expect((await client.next()).id).toBe('1')
  expect(await client.next()).toHaveProperty('done')
})
