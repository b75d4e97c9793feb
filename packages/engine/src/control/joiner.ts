import type { PeaSpec } from '@peaflow/core'
import type { Enrolment } from '@peaflow/protocol'
import type { Identity } from './identity.ts'

/** Why a replica cannot join. */
export interface JoinRefusal {
  readonly code: string
  readonly reason: string
  readonly hint?: string | undefined
}

/** The connection of a replica that asks to join. */
export interface Joiner {
  /** The address that it dials from. */
  readonly address: string | undefined
  /** Makes it a Pea of the Flow: the connection speaks for it from now on. `proof` is that of the key of its Pod. */
  adopt(spec: PeaSpec, proof: string): void
}

/** Decides which replicas join. */
export interface Enrolments {
  /** Takes a replica, which is adopted soon, or says why it cannot join. */
  take(enrolment: Enrolment, joiner: Joiner): JoinRefusal | undefined
  /** Whether a life has ended for the Flow, although it may not know. */
  isOver(life: Identity): boolean
  /** The connection of a life has ended. It may connect again. */
  onLost(life: Identity): void
  /** It has connected again. */
  onBack(life: Identity): void
}
