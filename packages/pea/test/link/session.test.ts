import { type Greeting, RECORD } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Session } from '../../src/link/session.ts'
import { ownerOf } from './ends.ts'

const END = { sends: true, calls: false, joins: false, received: 0 }
const connection = { send: () => undefined }

/** Two ends that greet each other. */
class Ends {
  readonly dialling = new Session(ownerOf(1, 'a/0'), 0)
  bound = new Session(ownerOf(1), 0)
  #incarnation = 1

  /** Whether the dialling end, and the bound end, took the other for a new one. */
  greet(): readonly [boolean, boolean] {
    this.dialling.onConnected(connection)
    const hello = this.dialling.takeGreeting(END) as Greeting
    const isNewToBound = this.bound.onGreeting(hello, connection)
    const welcome = this.bound.takeGreeting(END) as Greeting
    return [this.dialling.onGreeting(welcome, connection), isNewToBound]
  }

  restart(): void {
    this.#incarnation += 1
    this.bound = new Session(ownerOf(this.#incarnation), 0)
  }
}

it('goes on after a reconnect, and begins again exactly when an end has forgotten the other', () => {
  const events = fc.array(fc.constantFrom('cut', 'restart', 'detach bound', 'detach dialling'), { maxLength: 20 })
  fc.assert(
    fc.property(events, (script) => {
      const ends = new Ends()
      expect(ends.greet()).toEqual([true, true])
      for (const event of script) {
        if (event === 'restart') ends.restart()
        if (event === 'detach bound') ends.bound.detach()
        if (event === 'detach dialling') ends.dialling.detach()
        expect(ends.greet()).toEqual(event === 'cut' ? [false, false] : [true, true])
        expect([ends.dialling.isEstablished, ends.bound.isEstablished]).toEqual([true, true])
      }
    }),
  )
})

it('greets once for each connection, and answers a HELLO but not a WELCOME', () => {
  const { dialling, bound } = new Ends()
  dialling.onConnected(connection)
  const hello = dialling.takeGreeting(END) as Greeting
  expect(hello).toMatchObject({ type: RECORD.HELLO, pea: 'a/0', peerIncarnation: 0, peerEpoch: 0 })
  expect(dialling.takeGreeting(END)).toBeUndefined()
  bound.onGreeting(hello, connection)
  const welcome = bound.takeGreeting(END) as Greeting
  expect(welcome).toMatchObject({ type: RECORD.WELCOME, pea: 'b/0', peerIncarnation: 1, peerEpoch: 1 })
  expect(dialling.isKnownTo(welcome)).toBe(true)
  dialling.onGreeting(welcome, connection)
  expect(dialling.takeGreeting(END)).toBeUndefined()
})

it('is not established, and has nothing to say, once its socket is closed', () => {
  const { dialling } = new Ends()
  dialling.onConnected(connection)
  dialling.disconnect()
  expect([dialling.isEstablished, dialling.connection, dialling.takeGreeting(END)]).toEqual([
    false,
    undefined,
    undefined,
  ])
})
