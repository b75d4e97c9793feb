import { isDeepStrictEqual } from 'node:util'
import type { FlowMessage } from '@peaflow/pea'
import { hangsUp, isComplete, opensPort, resolveWire, wireInside } from '../plan/wire.ts'
import { obituary } from './exit-notice.ts'
import type { Member } from './supervised-pea.ts'

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
  const isLost = (peer: string) => members.get(peer)?.phase === 'lost'
  const change = { before: member.told, after: wire }
  if (!isComplete(wire, isLost) && !opensPort(change) && !hangsUp(change)) return undefined
  return { type: 'wire', ...wire }
}

/** All that a Pea is told of its sockets: they end a hold, and make it forget who is lost, so these are said again. */
export function stateOf(member: Member, members: Members): readonly FlowMessage[] {
  const lost = peersOf(member, members).filter(({ phase }) => phase === 'lost')
  return [
    { type: 'wire', ...wireInside(member.plan, member.told) },
    ...[...member.holds.keys()].map((to) => ({ type: 'hold', to }) as const),
    ...lost.map((peer) => ({ type: 'lost', ...obituary(peer) }) as const),
  ]
}

/** The Peas that a Pea has a link to, either way. */
export function peersOf({ plan }: Member, members: Members): readonly Member[] {
  const ids = new Set([...plan.inputs, ...plan.outputs].flatMap(({ peers }) => peers))
  return [...ids].flatMap((id) => members.get(id) ?? [])
}
