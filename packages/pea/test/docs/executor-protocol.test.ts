import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { decodeValue, encodeValue } from '../../src/document/codec.ts'
import { encodePayload } from '../../src/document/payload.ts'
import { splitPayload } from '../../src/document/payload-layout.ts'
import { WHOLE } from '../../src/executor/host.ts'
import { frameDialect } from '../../src/executor/process/frame-dialect.ts'
import type { FromProgram } from '../../src/executor/process/messages.ts'

const page = readFileSync(new URL('../../../../docs/executor-protocol.md', import.meta.url), 'utf8')

/** The dumps of the conversation, as bytes. */
const dumps = [...page.matchAll(/```text\n((?:[0-9a-f]{4} {2}.*\n)+)```/g)].map(([, dump = '']) =>
  Buffer.from(
    dump
      .split('\n')
      .map((row) => row.slice(6, 53))
      .join('')
      .replaceAll(' ', ''),
    'hex',
  ),
)
const [ready, call, result, teardown] = dumps.map((bytes) => [...bytes])

it('shows what a Pea sends', () => {
  const { encode } = frameDialect(() => {})
  const { documents, ...rest } = splitPayload(encodePayload({ documents: [{ id: 'a', text: 'hi' }], parameters: {} }))
  const sent = { id: 0, endpoint: '/', documents: [documents], ...rest, headers: {}, timeLeft: 59_998.5, piece: WHOLE }
  expect([...Buffer.concat(encode({ type: 'call', call: sent }))]).toEqual(call)
  // A map of one key may have a short head or a long one.
  expect(decodeValue(Buffer.from(teardown ?? []).subarray(4))).toEqual({ type: 'teardown' })
})

it('shows what a Pea reads', () => {
  const read: FromProgram[] = []
  const { push } = frameDialect((message) => read.push(message))
  push(Buffer.from([...(ready ?? []), ...(result ?? [])]))
  expect(read).toEqual([
    { type: 'ready', endpoints: undefined },
    { type: 'result', id: 0, documents: Buffer.from(encodeValue([{ id: 'a', text: 'HI' }])) },
  ])
})
