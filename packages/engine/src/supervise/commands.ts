import type { PeaCommand, Step } from './event.ts'
import {
  DEGRADED_AFTER,
  isBeingReplaced,
  isRunning,
  type PeaState,
  type Ready,
  type ReportedPorts,
  type Starting,
} from './state.ts'

/** Takes the ports that a running Pea reported. */
export function openSockets(state: Starting | Ready, { ports, publicKey }: ReportedPorts): Step {
  const open = { ...state.wire, ports, ...state.reach, publicKey }
  return { state: { ...state, open }, commands: [{ type: 'settle-bound' }, { type: 'wire-peers' }] }
}

/** What is to be done about a Pea that was starting and is ready. */
export function readyCommands({ plan, incarnation, wasReady, failures }: Starting): readonly PeaCommand[] {
  const event = { pea: plan.id, incarnation }
  return [
    { type: 'stop-watch' },
    ...(failures >= DEGRADED_AFTER ? [{ type: 'remind-peers' } as const] : []),
    { type: 'settle-ready' },
    { type: 'emit', event: { type: 'pea-ready', ...event } },
    ...(wasReady ? [{ type: 'emit', event: { type: 'pea-restarted', ...event } } as const] : []),
    ...(failures >= DEGRADED_AFTER ? [{ type: 'emit', event: { type: 'pea-recovered', ...event } } as const] : []),
    { type: 'repeat-questions' },
  ]
}

/** What is to be done about a Pea that has to end, in whatever state it is. */
export function stopCommands(state: PeaState, grace: number | undefined): readonly PeaCommand[] {
  if (state.phase === 'launching') return [{ type: 'kill' }]
  if (state.phase === 'pausing') return [{ type: 'end-pause' }]
  if (!isRunning(state) && !isBeingReplaced(state)) return []
  return [grace === 0 ? { type: 'kill' } : { type: 'terminate', grace }]
}
