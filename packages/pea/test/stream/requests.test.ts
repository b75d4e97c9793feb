import type { Piece } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PendingRequest } from '../../src/join/pending-request.ts'
import { Requests } from '../../src/stream/requests.ts'
import { Incoming } from '../join/incoming.ts'

/** The requests of a Pea with one source, which passes pieces on at once or when the test says so. */
function open({ collects = false, isPassing = true } = {}) {
  const pieces: PendingRequest[] = []
  const voids: number[] = []
  const requests = new Requests({
    isFinal: false,
    collects,
    onSuperseded: (request) => requests.drop(request),
    encodeFailure: () => Buffer.from('failure'),
    listener: {
      onPiece: (pending) => {
        pieces.push(pending)
        pending.state = 'running'
        if (isPassing) pending.sendOn(0)
      },
      onVoid: (request) => voids.push(request),
    },
  })
  requests.joiner.wire({ edges: [0], isReplica: false })
  const links = [new Incoming(), new Incoming()]
  const receive = (link: number, piece: Piece | undefined, fields: { attempt?: number; text?: string } = {}) => {
    const { attempt = 0, text = '' } = fields
    const incoming = links[link] as Incoming
    const { message, acknowledgement } = incoming.message({
      request: 7,
      piece,
      attempt,
      payload: Buffer.from(text, 'latin1'),
    })
    return requests.add(0, acknowledgement, message)
  }
  const indexes = () => pieces.map(({ piece }) => piece?.index)
  return { requests, pieces, voids, links, receive, indexes }
}

const piece = (index: number, more = true): Piece => ({ index, more })

it('takes pieces of one session in order, and acknowledges every other one as a repeat', () => {
  const { receive, indexes, links, requests } = open()
  for (const one of [piece(0), piece(2), piece(1), piece(1), piece(2, false), piece(0), piece(3)]) receive(0, one)
  expect(indexes()).toEqual([0, 1, 2])
  expect(links[0]?.flush()).toMatchObject({ processed: 7, settledBelow: 7 })
  expect([requests.size, requests.joiner.isOver(7)]).toEqual([0, true])
})

it('begins anew with the first piece of another link, and takes none of the one before', () => {
  const { receive, pieces, voids, links } = open({ isPassing: false })
  receive(0, piece(0))
  receive(0, piece(1))
  receive(1, piece(0))
  receive(0, piece(2))
  receive(1, piece(1, false))
  expect(voids).toEqual([7])
  expect(pieces.map(({ piece, state }) => [piece?.index, state])).toEqual([
    [0, 'abandoned'],
    [0, 'running'],
  ])
  pieces[1]?.sendOn(0)
  pieces[2]?.sendOn(0)
  expect(pieces.map(({ piece }) => piece?.index)).toEqual([0, 0, 1])
  expect(links[1]?.flush()).toMatchObject({ processed: 2, settledBelow: 2 })
})

it('handles one piece at a time: the next one once the links have taken what was made of the one before', () => {
  const { receive, pieces, indexes } = open({ isPassing: false })
  for (const one of [piece(0), piece(1), piece(2, false)]) receive(0, one)
  expect(indexes()).toEqual([0])
  pieces[0]?.sendOn(1)
  expect(indexes()).toEqual([0])
  pieces[0]?.sent()
  expect(indexes()).toEqual([0, 1])
})

it('takes a whole message in place of pieces, and passes that on as a request', () => {
  const { receive, voids, requests } = open({ isPassing: false })
  receive(0, piece(0))
  const pending = receive(1, undefined)
  expect([pending?.state, voids, requests.isStreaming]).toEqual(['queued', [7], false])
})

it('drops the pieces of an earlier attempt, once a later one has come or it was told so', () => {
  const { receive, requests, indexes, pieces } = open({ isPassing: false })
  receive(0, piece(0))
  receive(1, piece(0), { attempt: 1 })
  receive(0, piece(1))
  expect(pieces.map(({ attempt }) => attempt)).toEqual([0, 1])
  expect(requests.cancel(7, 0)).toBe(false)
  expect(requests.streamOf(7, 1)).toBeDefined()
  requests.dropPieces(7, { attempt: 1, deadline: performance.now() + 60_000 })
  receive(1, piece(0), { attempt: 1 })
  expect(indexes()).toEqual([0, 0])
  receive(1, piece(0), { attempt: 2 })
  expect(indexes()).toEqual([0, 0, 0])
})

it('collects the pieces of a message, and begins it anew too', () => {
  const { receive } = open({ collects: true })
  const payload = (text: string) => `\x92\x91\xa1${text}\x80`
  expect(receive(0, piece(0), { text: payload('x') })).toBeUndefined()
  expect(receive(1, piece(0), { text: payload('a') })).toBeUndefined()
  expect(receive(0, piece(1, false), { text: payload('y') })).toBeUndefined()
  const pending = receive(1, piece(1, false), { text: payload('b') })
  expect(Buffer.from(pending?.payload ?? []).toString('latin1')).toBe('\x92\x92\xa1a\xa1b\x80')
})

it('fails a message whose pieces are not valid', () => {
  const { receive } = open({ collects: true })
  receive(0, piece(0), { text: 'x' })
  const pending = receive(0, piece(1, false), { text: 'y' })
  expect([pending?.isError, String(pending?.payload)]).toEqual([true, 'failure'])
})

it('gives up a stream past its deadline whose next piece does not come', () => {
  const { receive, requests } = open()
  receive(0, piece(0))
  requests.sweep(performance.now() + 60_900)
  expect(requests.size).toBe(1)
  requests.sweep(performance.now() + 61_100)
  expect([requests.size, requests.joiner.isOver(7)]).toEqual([0, true])
})

/** What arrives: a piece on one of two links, as a sender that may die sends it. */
const arrivals = fc.array(
  fc.record({ link: fc.integer({ min: 0, max: 1 }), index: fc.integer({ min: 0, max: 3 }), more: fc.boolean() }),
  { maxLength: 30 },
)

/** Lets a Pea that takes its time pass on what it has. */
function passOn(pieces: readonly PendingRequest[]): void {
  for (const one of [...pieces]) if (one.state === 'running') one.sendOn(0)
}

it('passes on whole runs only, whatever arrives: each begins with 0, counts up, and ends with its last piece', () => {
  fc.assert(
    fc.property(arrivals, fc.boolean(), (all, isPassing) => {
      const { receive, pieces, links, requests, indexes } = open({ isPassing })
      for (const { link, index, more } of all) {
        receive(link, { index, more })
        if (index % 2 === 0) passOn(pieces)
      }
      for (let before = -1; before < pieces.length; before = pieces.length) passOn(pieces)
      const numbers = indexes()
      expect(numbers).toEqual(numbers.map((number, at) => (number === 0 ? 0 : (numbers[at - 1] ?? 0) + 1)))
      // Nothing follows a last piece, everything is acknowledged, and only a run that is not complete stays behind.
      expect([-1, pieces.length - 1]).toContain(pieces.findIndex(({ piece }) => !piece?.more))
      const received = links.map((_, index) => all.filter(({ link }) => link === index).length)
      expect(links.map((link) => link.flush().settledBelow)).toEqual(received)
      expect(requests.size).toBe(pieces.at(-1)?.piece?.more ? 1 : 0)
    }),
    { numRuns: 300 },
  )
})
