import { FlowError, WILDCARD_HOST } from '@peaflow/core'
import type { Blueprint } from './blueprint.ts'

/** The ports of a Pod at which replicas that come by `peaflow join` get messages, and send answers. */
export interface JoinPorts {
  readonly head: number
  readonly tail: number
}

const MAX_PORT = 65_535

/** The host and the port of the option `join`; a port alone is one of all interfaces. */
export function toJoinPlan(join: number | string): NonNullable<Blueprint['options']['join']> {
  const text = String(join)
  const split = text.lastIndexOf(':')
  const host = split < 0 ? WILDCARD_HOST : text.slice(0, split).replace(/^\[|\]$/g, '')
  return { host, port: Number(text.slice(split + 1)) }
}

/**
 * The ports of each Pod whose replicas join: those after the port of `join`, in the order of the Flow. So they stay the same
 * as long as the Flow has the same such Pods.
 *
 * @throws FlowError `CONFIG_JOIN` if the Flow opens no port for them, `ADDRESS_PORTS` if there are not enough after it.
 */
export function joinPortsOf({
  names,
  settings,
  options: { join },
}: Pick<Blueprint, 'names' | 'settings'> & {
  readonly options: Pick<Blueprint['options'], 'join'>
}): ReadonlyMap<string, JoinPorts> {
  const joined = names.filter((_, position) => settings[position]?.joins !== undefined)
  const [first] = joined
  if (first === undefined) return new Map()
  if (join === undefined) throw noPort(first)
  if (join.port + 2 * joined.length > MAX_PORT) throw tooHigh(join.port, joined.length)
  return new Map(
    joined.map((name, index) => {
      const head = join.port + 1 + 2 * index
      return [name, { head, tail: head + 1 }]
    }),
  )
}

function noPort(pod: string): FlowError {
  const message = `the replicas of "${pod}" come by peaflow join, but the Flow opens no port at which they could`
  return new FlowError('CONFIG_JOIN', message, {
    hint: 'Give it one: with: { join: 7000 }, or --join 7000 on the command line',
  })
}

function tooHigh(port: number, pods: number): FlowError {
  const message = `after port ${port} of join there are not enough ports for the heads and tails of ${pods} Pods`
  return new FlowError('ADDRESS_PORTS', message, { hint: `Choose a port below ${MAX_PORT - 2 * pods + 1}` })
}
