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

/** Why a greeting is refused, and who sent it. */
export interface Refusal {
  readonly reason: string
  /** The Pea that the greeting, or an earlier one on its connection, has proved to be from. */
  readonly peer: string | undefined
}

/** Why a greeting is refused; `undefined` if it is valid, or cannot be checked yet. */
export function refuseGreeting(greeting: Greeting, expected: Expected): Refusal | undefined {
  const { credentials, isBound, peer } = expected
  const { pea } = greeting
  const name = greeting.type === RECORD.HELLO ? 'Hello' : 'Welcome'
  const isKnown = !isBound || credentials.knows(pea)
  const isProved = isKnown && (isBound ? credentials.isHelloOf(greeting) : credentials.isWelcome(greeting))
  // The name is one of the Flow's, which a stranger cannot make up.
  const proof = isBound ? `its proof is not that of "${pea}"` : 'its proof is not valid'
  const strange = refuseSender(greeting, expected) ?? (isKnown && !isProved ? proof : undefined)
  if (strange !== undefined) return { reason: `${name}: ${strange}`, peer }
  const wrong = refuseFields(greeting, expected)
  return wrong === undefined ? undefined : { reason: `${name}: ${wrong}`, peer: isProved ? pea : peer }
}

/** What tells that a greeting is not from the Pea at the other end of the link. */
function refuseSender({ type, pea }: Greeting, { isBound, peer }: Expected): string | undefined {
  if ((type === RECORD.HELLO) !== isBound) return 'at the wrong end of a link'
  return peer !== undefined && pea !== peer ? 'for another Pea' : undefined
}

/** What is wrong in a greeting of that Pea. */
function refuseFields({ sends, edge, incarnation }: Greeting, expected: Expected): string | undefined {
  if (sends === expected.sends) return `both ends ${sends ? 'send' : 'receive'}`
  if (edge !== expected.edge) return `for edge ${edge}, not ${expected.edge}`
  return incarnation < (expected.peerIncarnation ?? 0) ? 'from an incarnation that has been replaced' : undefined
}

/** Which rule a record that a link did not take breaks; `undefined` if it comes too late, or too early, but breaks none. */
export function refuseRecord(record: Exclude<ReceivedRecord, Greeting>, end: LinkEnd | undefined): string | undefined {
  if (end === undefined || !end.session.isEstablished) return undefined
  if (end instanceof Sender)
    return 'limit' in record ? 'Ack: for messages that were never sent' : 'Data: from a receiver'
  if ('limit' in record) return 'Ack: from a sender'
  return end.isBeyondLimit(record) ? 'Data: seq >= limit' : undefined
}
