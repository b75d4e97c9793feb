import { fields, isCount, isOneOf, isString } from './checks.ts'

/** The status of a Pea. */
export interface PeaStatus {
  readonly pea: string
  /** The name of the Flow that it serves; `''` if it is external and serves none. */
  readonly flow: string
  /** The version of the wire protocol that it speaks. */
  readonly protocol: number
  readonly state: 'starting' | 'ready' | 'draining'
  /** Requests that it has processed since it started. */
  readonly served: number
  /** Requests that it has received and not settled. */
  readonly held: number
  /** Messages that it has dropped because they break the protocol. */
  readonly dropped: number
  /** Milliseconds since it started. */
  readonly uptime: number
}

/** Whether a value from outside this process is a {@link PeaStatus}. */
export const isPeaStatus = fields({
  pea: isString,
  flow: isString,
  protocol: isCount,
  state: isOneOf('starting', 'ready', 'draining'),
  uptime: isCount,
  served: isCount,
  held: isCount,
  dropped: isCount,
})
