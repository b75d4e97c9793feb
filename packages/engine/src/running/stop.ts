import { setTimeout as delay } from 'node:timers/promises'
import { peaLayers } from '../plan/layers.ts'
import type { Member } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { drain, untilAborted } from './drain.ts'
import type { FlowParts } from './started-flow.ts'
import { askPea } from './status.ts'

/** How patiently a Flow is stopped. */
export interface StopFlowOptions {
  /** Milliseconds without any progress after which what is in flight is given up, and those that the Peas get to end. */
  readonly grace: number
  /** All patience is over. */
  readonly insist: AbortSignal
  /** Resolves when the requests that were asked for before are answered. */
  readonly asked: Promise<unknown>
}

/** Stops a Flow: what is in flight first, then the gateway, then the Peas from the last to the first. */
export async function stopFlow(parts: FlowParts, options: StopFlowOptions): Promise<void> {
  const { supervisor, control, gateway } = parts
  const { grace, insist } = options
  const all = () => [...supervisor.members.values()]
  const endAll = () => void supervisor.stop(all(), { grace: 0 })
  insist.addEventListener('abort', endAll)
  if (insist.aborted) endAll()
  else await drainPatiently(parts, options)
  await gateway.close()
  const insistAt = performance.now() + grace
  for (const layer of peaLayers(supervisor.plan).toReversed()) {
    const members = layer.flatMap((id) => supervisor.members.get(id) ?? [])
    await supervisor.stop(members, { grace: insist.aborted ? 0 : Math.max(0, insistAt - performance.now()) })
  }
  // What a change of the plan left half done is in no layer.
  await supervisor.stop(all(), { grace: 0 })
  insist.removeEventListener('abort', endAll)
  control.close()
}

/** Drains until nothing is left, or nothing moves any more. */
async function drainPatiently(parts: FlowParts, { grace, insist, asked }: StopFlowOptions): Promise<void> {
  const { supervisor, gatewayMember } = parts
  const over = new AbortController()
  const signal = AbortSignal.any([insist, over.signal])
  const watch = watchProgress(supervisor, { grace, signal }).then(() => over.abort())
  await untilAborted(asked, signal)
  await drain({ supervisor, gateway: gatewayMember, signal })
  over.abort()
  await watch
}

interface WatchOptions {
  readonly grace: number
  readonly signal: AbortSignal
}

/** Done once no Pea has answered any request for as long as the grace period, or when the signal aborts. */
async function watchProgress(supervisor: Supervisor, { grace, signal }: WatchOptions): Promise<void> {
  let before: number | undefined
  while (!signal.aborted) {
    const served = await countServed(supervisor)
    if (served === before) return
    before = served
    await delay(grace, undefined, { signal }).catch(() => {}) // aborted
  }
}

async function countServed(supervisor: Supervisor): Promise<number> {
  const members = [...supervisor.members.values()]
  const reports = await Promise.all(members.map((member: Member) => askPea(supervisor, member)))
  return reports.reduce((sum, report) => sum + (report?.served ?? 0), 0)
}
