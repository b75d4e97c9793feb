import { isDeepStrictEqual } from 'node:util'
import type { SocketPlan } from '@peaflow/core'
import type { FlowMessage } from '@peaflow/pea'
import { isComplete, opensPort, resolveWire } from '../plan/wire.ts'
import type { Member } from './member.ts'

/** The Peas of a Flow, by id. */
export type Members = ReadonlyMap<string, Member>

/** Takes the ports that a Pea reported. */
export function openPorts(member: Member, ports: readonly number[]): void {
  member.open = { ...member.told, ports, published: member.handle?.published }
  member.bound.resolve()
}

/** What a Pea has to be told about its sockets now; nothing if it knows, or if it is better told later. */
export function nextWire(member: Member, members: Members): Extract<FlowMessage, { type: 'wire' }> | undefined {
  if (member.open === undefined) return undefined
  const wire = resolveWire(member.plan, (peer) => members.get(peer)?.open)
  if (member.isWired && isDeepStrictEqual(wire, member.told)) return undefined
  if (!isComplete(wire) && !opensPort({ before: member.told, after: wire })) return undefined
  return { type: 'wire', ...wire }
}

/** The Peas that a Pea has a link to, either way. */
export function peersOf({ plan }: Member, members: Members): readonly Member[] {
  return find([...plan.inputs, ...plan.outputs], members)
}

/** The Peas that a Pea gives to. */
export function takersOf({ plan }: Member, members: Members): readonly Member[] {
  return find(plan.outputs, members)
}

function find(sockets: readonly SocketPlan[], members: Members): readonly Member[] {
  const ids = new Set(sockets.flatMap(({ peers }) => peers))
  return [...ids].flatMap((id) => members.get(id) ?? [])
}
