import type { PeaSpec } from '@peaflow/core'

/** A routing id that no other socket has: the name of the Pea in it is for people who watch. At most 255 bytes. */
export function newRoutingId({ id, incarnation }: Pick<PeaSpec, 'id' | 'incarnation'>): string {
  return `${id.slice(0, 200)}#${incarnation}.${Math.random().toString(36).slice(2, 10)}`
}
