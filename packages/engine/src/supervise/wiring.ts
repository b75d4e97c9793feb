import { isDeepStrictEqual } from 'node:util'
import type { FlowPlan, PeaPlan } from '@peaflow/core'
import { type FlowMessage, type StartKeys, withProofs } from '@peaflow/protocol'
import { receiversOf, sendersOf } from '../plan/neighbours.ts'
import { hangsUp, isComplete, opensPort, resolveWire, type Wire, wireInside } from '../plan/wire.ts'
import { toExitNotice } from './exit-notice.ts'
import { isRunning, isUnavailable, openOf, type PeaState } from './state.ts'
import type { SupervisedPea } from './supervised-pea.ts'

type Peas = ReadonlyMap<string, SupervisedPea>

/** The sockets to send to a Pea now; `undefined` if it has them, or should get them later. */
export function nextWire(state: PeaState, peas: Peas): Wire | undefined {
  if (!isRunning(state) || state.open === undefined) return undefined
  const before = state.wire
  const after = resolveWire(state.plan, (id) => {
    const peer = peas.get(id)
    return peer && openOf(peer.state)
  })
  if (state.isWired && isDeepStrictEqual(after, before)) return undefined
  const isLost = (id: string) => {
    const peer = peas.get(id)
    return peer !== undefined && isUnavailable(peer.state)
  }
  const change = { before, after }
  // A Pea that binds needs the secrets of its links before the first peer dials it.
  const isDialled = !state.isWired && [...after.inputs, ...after.outputs].some(({ mode }) => mode === 'BIND')
  return isDialled || isComplete(after, isLost) || opensPort(change) || hangsUp(change) ? after : undefined
}

/**
 * Everything that a Pea is sent about its sockets; nothing before it is wired. A `wire` ends a pause and makes a Pea
 * forget which peers are lost, and a Pea that starts does not know which are leaving, so these are said again after it.
 */
export function wiringMessages(
  { state, plan, pauses }: SupervisedPea,
  { peas, keys }: { readonly peas: Peas; readonly keys: StartKeys },
): readonly FlowMessage[] {
  if (!isRunning(state) || !state.isWired) return []
  const wire = withProofs(wireInside(plan, state.wire), { id: plan.id, incarnation: state.incarnation }, keys)
  const receivers = receiversOf(plan)
  const isLeavingReceiver = (peer: PeaState) => peer.leaves !== undefined && receivers.includes(peer.plan.id)
  return [
    { type: 'wire', ...wire },
    ...[...pauses.keys()].map((to) => ({ type: 'pause', to }) as const),
    ...noticesOf(plan, peas).filter(({ type }) => type === 'lost'),
    ...peersOf(plan, peas).flatMap(({ state }) => (isLeavingReceiver(state) ? leaveNotice(state) : [])),
  ]
}

/** What the senders of a Pea are told about whether it is leaving. */
export function leaveNotice({ plan, incarnation, leaves }: PeaState): FlowMessage {
  return { type: 'leaving', peer: plan.id, incarnation: leaves === undefined ? 0 : incarnation }
}

/**
 * What else a Pea is told that may have missed it: which incarnations of its peers have ended, and that it is to answer
 * once it holds no request. It is told of an end that it knows of without effect.
 */
export function pendingMessages({ state, plan, idle }: SupervisedPea, peas: Peas): readonly FlowMessage[] {
  const gone = noticesOf(plan, peas).filter(({ type }) => type === 'gone')
  return idle.isOpen && state.phase === 'ready' ? [...gone, { type: 'drain' }] : gone
}

type ExitMessage = Extract<FlowMessage, { type: 'gone' | 'lost' }>

/** How the last incarnations of the peers of a Pea ended. */
function noticesOf(plan: PeaPlan, peas: Peas): readonly ExitMessage[] {
  return peersOf(plan, peas).flatMap(({ state }) => exitMessage(state) ?? [])
}

/** How the last incarnation of a Pea ended, for each Pea that is told at once. */
export function exitMessages(
  { state, plan }: SupervisedPea,
  { plan: flow, peas }: { readonly plan: FlowPlan; readonly peas: Peas },
): readonly { readonly to: string; readonly message: ExitMessage }[] {
  const message = exitMessage(state)
  if (message === undefined) return []
  // A peer that starts must not wait for the ports or the greeting of a Pea that is unavailable.
  const others = isUnavailable(state) ? peersOf(plan, peas).map(({ id }) => id) : []
  return [...new Set([...sendersOf(flow, plan.id), ...others])].map((to) => ({ to, message }))
}

/** What the peers of a Pea are told about how its last incarnation ended; `undefined` if none has. */
function exitMessage(state: PeaState): ExitMessage | undefined {
  const notice = toExitNotice(state)
  return notice && { type: isUnavailable(state) ? 'lost' : 'gone', ...notice }
}

/** The Peas that a Pea has a link to, in either direction. */
export function peersOf({ inputs, outputs }: PeaPlan, peas: Peas): readonly SupervisedPea[] {
  const ids = new Set([...inputs, ...outputs].flatMap(({ peers }) => peers))
  return [...ids].flatMap((id) => peas.get(id) ?? [])
}
