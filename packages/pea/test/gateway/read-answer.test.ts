import { expect, it } from 'vitest'
import { PiecesAsReceived, PiecesInOrder } from '../../src/gateway/piece-results.ts'
import { ReadAnswer } from '../../src/gateway/read-answer.ts'
import type { FlowResult } from '../../src/gateway/result.ts'
import { CollectedAnswer } from '../../src/gateway/streamed-answer.ts'
import { UnreadLimit } from '../../src/gateway/unread-limit.ts'

/** An answer whose pieces are read when the test says so. */
function open(limit = new UnreadLimit()) {
  const suspended: boolean[] = []
  let waiting: { result: FlowResult; onRead: () => void }[] = []
  let accepted = 0
  const answer = new ReadAnswer({
    index: 3,
    limit,
    setSuspended: (isSuspended) => suspended.push(isSuspended),
    reader: {
      takePiece: (result, onRead) => void waiting.push({ result, onRead }),
      dropPieces: () => {
        waiting = []
      },
    },
  })
  let index = 0
  const add = (count: number, bytes = 1) => {
    for (let added = 0; added < count; added += 1)
      answer.add({ index: index++, last: false, documents: [], beside: {}, bytes, accept: () => void accepted++ })
  }
  const read = (count: number) => {
    for (const { onRead } of waiting.splice(0, count)) onRead()
  }
  return { answer, add, read, suspended, accepted: () => accepted, waiting: () => waiting.length }
}

it('suspends beyond 32 unread pieces, and resumes below half of them', () => {
  const { add, read, suspended } = open()
  add(32)
  expect(suspended).toEqual([])
  add(1)
  expect(suspended).toEqual([true])
  read(17)
  expect(suspended).toEqual([true])
  read(1)
  expect(suspended).toEqual([true, false])
})

it('suspends beyond 64 KiB of unread pieces', () => {
  const { add, read, suspended } = open()
  add(2, 32 * 1024)
  expect(suspended).toEqual([])
  add(1)
  expect(suspended).toEqual([true])
  read(2)
  expect(suspended).toEqual([true, false])
})

it('suspends 200 answers that nobody reads before they have 10 MiB, and gives what has ended to the others', () => {
  const limit = new UnreadLimit()
  const answers = Array.from({ length: 200 }, () => open(limit))
  let bytes = 0
  for (const piece of [1, 4, 16].map((kilobytes) => kilobytes * 1_024)) {
    for (const { add, read, suspended, waiting } of answers) {
      while (suspended.at(-1) !== true) add(1, piece)
      bytes = Math.max(bytes, waiting() * piece * answers.length)
      read(waiting())
    }
  }
  expect(bytes).toBeLessThanOrEqual(10 * 1_024 ** 2)
  for (const { answer } of answers.slice(1)) {
    answer.end()
    answer.end()
  }
  expect(limit.bytes).toBe(64 * 1_024)
})

it('lets pieces beyond 256 take credit until they are read, or the request ends', () => {
  const { answer, add, read, accepted } = open()
  add(260)
  expect(accepted()).toBe(256)
  read(258)
  expect(accepted()).toBe(258)
  answer.end()
  expect(accepted()).toBe(260)
})

it('counts what is handed on, and forgets what waits when it begins anew or ends', () => {
  const { answer, add, read, suspended, waiting } = open()
  add(40)
  read(2)
  answer.restart()
  expect([answer.handedOn, waiting(), suspended]).toEqual([2, 0, [true, false]])
  add(40)
  answer.end()
  add(40)
  expect(suspended).toEqual([true, false, true, false])
})

it('collects documents, as many as an answer may have', () => {
  const answer = new CollectedAnswer()
  const piece = { documents: [{ id: 'a' }], beside: {}, bytes: 1, accept: () => undefined }
  expect(answer.add({ ...piece, index: 0, last: false })).toBeUndefined()
  answer.restart()
  expect(answer.add({ ...piece, index: 0, last: false })).toBeUndefined()
  expect(answer.add({ ...piece, index: 1, last: true })).toEqual([{ id: 'a' }, { id: 'a' }])
  expect(() => answer.add({ ...piece, index: 2, last: false, bytes: 2 ** 28 })).toThrow('take more than 128 MB')
})

const result = (index: number, piece: number, last = false): FlowResult => ({
  index,
  documents: [],
  piece: { index: piece, last },
})

it('yields pieces as they come', () => {
  const results = new PiecesAsReceived()
  for (const one of [result(0, 0), result(1, 0), result(0, 1)]) results.add(one)
  results.drop(1)
  expect([results.take(), results.take(), results.take()]).toEqual([result(0, 0), result(0, 1), undefined])
})

it('yields the pieces of a request after the last one, or the error, of the request before it', () => {
  const results = new PiecesInOrder()
  const error = { index: 1, documents: [], error: new Error('no') } as unknown as FlowResult
  for (const one of [result(1, 0), result(2, 0, true), result(0, 0), error]) results.add(one)
  expect([results.take(), results.take()]).toEqual([result(0, 0), undefined])
  results.add(result(0, 1, true))
  const rest = Array.from({ length: 5 }, () => results.take())
  expect(rest).toEqual([result(0, 1, true), result(1, 0), error, result(2, 0, true), undefined])
})
