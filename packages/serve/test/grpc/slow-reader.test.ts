import { connect } from 'node:http2'
import type { Document } from '@peaflow/core'
import { expect, it } from 'vitest'
import { untilStill } from '../controlled.ts'
import { serving } from '../serving.ts'

/** Far more than the buffers of two sockets and of a link have room for, at 16 KiB each. */
const PIECES = 3_000

// The client of grpc-js reads whatever comes, whether or not it is read in turn. HTTP/2 itself does not.
it('the executor stands still while the client does', async () => {
  let yielded = 0
  const blob = Buffer.alloc(16_384)
  const piece: Document = { id: '', blob }
  await using served = await serving(
    async function* () {
      for (; yielded < PIECES; yielded += 1) yield [piece]
    },
    { grpc: 0 },
  )
  const session = connect(`http://${served.grpc}`)
  const headers = { 'content-type': 'application/grpc', te: 'trailers' }
  const stream = session.request({ ':method': 'POST', ':path': '/peaflow.v1.Flow/Stream', ...headers })
  // Request { id: "1", documents: [{}] }, uncompressed, of 5 bytes.
  stream.end(Buffer.from('0000000005' + '0a0131' + '2200', 'hex'))
  await untilStill(() => yielded)
  expect(yielded).toBeLessThan(PIECES)
  let bytes = 0
  for await (const chunk of stream) bytes += chunk.length
  expect(yielded).toBe(PIECES)
  expect(bytes).toBeGreaterThan(PIECES * blob.length)
  session.close()
})
