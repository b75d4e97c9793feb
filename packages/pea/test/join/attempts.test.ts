import { expect, it } from 'vitest'
import { Joiner } from '../../src/join/joiner.ts'
import { Incoming } from './incoming.ts'

/** The joiner of a Pea with two edges, and what it was asked to drop. */
function joinAttempts() {
  const superseded: number[] = []
  const onSuperseded = (request: number) => {
    superseded.push(request)
    joiner.get(request)?.sendOn(0)
  }
  const joiner = new Joiner({ isFinal: false, encodeFailure: () => Buffer.alloc(0), onSuperseded })
  joiner.wire({ edges: [0, 1], isReplica: false })
  const links = [new Incoming(), new Incoming()]
  const add = (edge: number, attempt: number) => {
    const { message, acknowledgement } = (links[edge] ?? new Incoming()).message({
      request: 7,
      attempt,
      payload: Buffer.from(`${edge} of ${attempt}`),
    })
    return joiner.add(edge, acknowledgement, message)
  }
  const settled = () => links.map((link) => link.flush().settledBelow)
  return { joiner, superseded, add, settled }
}

it('never mixes messages of two attempts: the later one supersedes, the earlier one is settled at once', () => {
  const { superseded, add, settled } = joinAttempts()
  expect(add(0, 0)).toBeUndefined()
  expect(add(1, 1)).toBeUndefined()
  expect(superseded).toEqual([7])
  // What is left of the first attempt is dropped.
  expect(add(1, 0)).toBeUndefined()
  const pending = add(0, 1)
  expect(pending).toMatchObject({ attempt: 1, state: 'queued' })
  expect(pending?.payloads.map(String)).toEqual(['0 of 1', '1 of 1'])
  pending?.sendOn(0)
  expect(settled()).toEqual([2, 2])
  expect(superseded).toEqual([7])
})

it('takes a later attempt of a request that is over, once', () => {
  const { superseded, add } = joinAttempts()
  add(0, 0)
  add(1, 0)?.sendOn(0)
  add(0, 2)
  expect(superseded).toEqual([7])
  add(1, 2)?.sendOn(0)
  expect([add(0, 2), add(1, 1), add(1, 2)]).toEqual([undefined, undefined, undefined])
})

it('counts the most tries of the messages of a request', () => {
  const { joiner } = joinAttempts()
  const tries = [3, 1].map((count, edge) => {
    const { message, acknowledgement } = new Incoming().message({ request: 1, tries: count })
    return joiner.add(edge, acknowledgement, message)?.tries
  })
  expect(tries).toEqual([undefined, 3])
})
