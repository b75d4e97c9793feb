import { expect, it } from 'vitest'
import { Backlog } from '../../src/dispatch/backlog.ts'
import { OpenStreams } from '../../src/dispatch/open-streams.ts'
import { pumpPieces } from '../../src/dispatch/piece-pump.ts'
import { Redelivery } from '../../src/dispatch/redelivery.ts'
import { Delivery } from '../../src/link/delivery.ts'
import type { Sender } from '../../src/link/sender.ts'
import { CountedOwner } from '../link/counted.ts'
import { messageOf } from '../link/ends.ts'

it.each([1, 2, 3, 4])('keeps a piece that comes because another was sent, with credit for %d of five', (credit) => {
  const queues = { backlog: new Backlog(), streams: new OpenStreams(), redelivery: new Redelivery() }
  const sent: number[] = []
  let left = credit
  let made = 0
  const add = () => {
    const index = made++
    const message = messageOf({ request: 1, piece: { index, more: true } })
    queues.backlog.addPiece(new Delivery(message, new CountedOwner(1)), sender)
    pumpPieces(queues)
  }
  const sender = {
    get pieceCredit() {
      return left
    },
    session: { peerJoins: false },
    // A Pea that passes pieces on does so with all that have arrived as soon as a link has taken the first.
    send: ({ piece }: Delivery) => {
      left -= 1
      sent.push(piece?.index ?? -1)
      while (piece?.index === 0 && made < 5) add()
    },
  } as unknown as Sender
  add()
  expect([sent.length, queues.backlog.size]).toEqual([credit, 5 - credit])
  left = 10
  pumpPieces(queues)
  expect(sent).toEqual([0, 1, 2, 3, 4])
})
