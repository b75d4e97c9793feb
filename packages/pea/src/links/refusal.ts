import { type Greeting, RECORD, type ReceivedRecord } from '@peaflow/protocol'
import type { Receiver } from '../link/receiver.ts'
import { Sender } from '../link/sender.ts'
import type { Credentials } from './credentials.ts'

/** One end of a link. */
export type LinkEnd = Sender | Receiver

/** What a greeting must agree with. */
export interface Expected {
  /** Whether this end sends on its links. */
  readonly sends: boolean
  readonly edge: number
  readonly credentials: Credentials
  /** Whether this end binds: then it expects HELLO, and else WELCOME. */
  readonly isBound: boolean
  /** The Pea that the connection has proved to be. */
  readonly peer: string | undefined
  /** The latest incarnation of that Pea that has greeted. */
  readonly peerIncarnation: number | undefined
}

/** Why a greeting is refused; `undefined` if it is valid, or cannot be checked yet. */
export function refuseGreeting(greeting: Greeting, expected: Expected): string | undefined {
  const { credentials, isBound, peer, peerIncarnation = 0 } = expected
  const { pea, incarnation } = greeting
  const name = greeting.type === RECORD.HELLO ? 'Hello' : 'Welcome'
  if ((greeting.type === RECORD.HELLO) !== isBound) return `${name}: at the wrong end of a link`
  if (greeting.sends === expected.sends) return `${name}: both ends ${greeting.sends ? 'send' : 'receive'}`
  if (greeting.edge !== expected.edge) return `${name}: for another edge`
  if (peer !== undefined && pea !== peer) return `${name}: for another Pea`
  if (isBound && !credentials.knows(pea)) return undefined
  const isProved = isBound ? credentials.isHelloOf(greeting) : credentials.isWelcome(greeting)
  if (!isProved) return `${name}: its proof is not valid`
  return incarnation < peerIncarnation ? `${name}: from an incarnation that has been replaced` : undefined
}

/** Which rule a record that a link did not take breaks; `undefined` if it comes too late, or too early, but breaks none. */
export function refuseRecord(record: Exclude<ReceivedRecord, Greeting>, end: LinkEnd | undefined): string | undefined {
  if (end === undefined || !end.session.isEstablished) return undefined
  if (end instanceof Sender)
    return 'limit' in record ? 'Ack: for messages that were never sent' : 'Data: from a receiver'
  if ('limit' in record) return 'Ack: from a sender'
  return end.isBeyondLimit(record) ? 'Data: seq >= limit' : undefined
}
