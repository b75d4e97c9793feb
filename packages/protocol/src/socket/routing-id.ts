import type { PeaSpec } from '@peaflow/core'

/** The most characters of the Pea's id: with the suffix, a routing id stays below ZeroMQ's 255 bytes. */
const MAX_ID_LENGTH = 200

/** A unique routing id. It starts with the Pea's id, so that a packet capture is readable. */
export function newRoutingId({ id, incarnation }: Pick<PeaSpec, 'id' | 'incarnation'>): string {
  return `${id.slice(0, MAX_ID_LENGTH)}#${incarnation}.${Math.random().toString(36).slice(2, 10)}`
}
