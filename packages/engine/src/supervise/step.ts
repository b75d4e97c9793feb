import { hasOwnNetwork, NO_RESTARTS, type PeaPlan, type SharedFolder } from '@peaflow/core'
import { PROTOCOL } from '@peaflow/protocol'
import { foldersOf } from '../plan/settle.ts'
import { carryPorts, launchWire, opensPort } from '../plan/wire.ts'
import { openSockets, readyCommands, stopCommands } from './commands.ts'
import type { PeaCommand, PeaEvent, Step } from './event.ts'
import { onExited } from './on-exited.ts'
import { hasEnded, otherProtocol } from './start-error.ts'
import {
  DEGRADED_AFTER,
  exitOf,
  isBeingReplaced,
  isRunning,
  isWatched,
  type Known,
  knownOf,
  type PeaState,
  type Ready,
  type Starting,
} from './state.ts'

type Transitions = {
  readonly [T in PeaEvent['type']]: (state: PeaState, event: Extract<PeaEvent, { type: T }>) => Step
}

/** What an event makes of the state of a Pea. Events that do not fit the state come too late, and change nothing. */
export function step(state: PeaState, event: PeaEvent): Step {
  const transition = TRANSITIONS[event.type] as (state: PeaState, event: PeaEvent) => Step
  return transition(state, event)
}

const TRANSITIONS: Transitions = {
  launch: (state, { now }) => {
    if (!isDown(state)) return stay(state)
    if (state.isStopping) {
      const ended = { ...knownOf(state), phase: 'ended', exit: exitOf(state) } as const
      return stay(ended, { type: 'give-up', error: hasEnded(state.plan) }, { type: 'end' })
    }
    const { plan, incarnation } = state
    const next = { incarnation: incarnation + 1, readyBy: now + plan.timeoutReady, wire: launchWire(plan) }
    return {
      state: {
        ...knownOf(state),
        leaves: undefined,
        finalError: undefined,
        killReason: undefined,
        ...(state.phase === 'lost' && { restarts: NO_RESTARTS, failures: DEGRADED_AFTER }),
        phase: 'launching',
        ...next,
        reportedPorts: undefined,
      },
      commands: [{ type: 'launch' }],
    }
  },

  progress: (state, { message, now }) => {
    if (state.phase !== 'launching') return stay(state)
    // What takes long on its way to a process, such as the pull of an image, is not taken from the time to get ready.
    const readyBy = now + state.plan.timeoutReady
    const event = { type: 'pea-progress', pea: state.plan.id, message } as const
    return { state: { ...state, readyBy }, commands: [{ type: 'emit', event }] }
  },

  launched: (state, { reach }) => {
    if (state.phase !== 'launching') return stay(state)
    const { reportedPorts, ...launched } = state
    const starting = { ...launched, phase: 'starting', reach, isWired: false, open: undefined } as const
    const { incarnation, plan } = state
    const emit = { type: 'emit', event: { type: 'pea-launched', pea: plan.id, incarnation } } as const
    if (reportedPorts === undefined) return { state: starting, commands: [emit] }
    const opened = openSockets(starting, reportedPorts)
    return { ...opened, commands: [emit, ...opened.commands] }
  },

  bound: (state, { ports, publicKey, protocol }) => {
    if (protocol !== PROTOCOL && (state.phase === 'launching' || isRunning(state))) {
      return { state: { ...state, finalError: otherProtocol(state.plan, protocol) }, commands: [{ type: 'kill' }] }
    }
    // The launcher returns the ports under which a container can be dialled, and may not have returned yet.
    if (state.phase === 'launching') return stay({ ...state, reportedPorts: { ports, publicKey } })
    return isRunning(state) ? openSockets(state, { ports, publicKey }) : stay(state)
  },

  wired: (state, { wire }) => {
    if (!isRunning(state) || state.open === undefined) return stay(state)
    const open = carryPorts({ before: state.open, after: wire })
    return { state: { ...state, wire, open, isWired: true }, commands: [{ type: 'send-wiring' }] }
  },

  ready: (state, { now, endpoints }) => {
    if (state.phase !== 'starting' || state.open === undefined) return stay(state)
    const { readyBy: _, open, ...starting } = state
    return {
      state: { ...starting, open, phase: 'ready', readyAt: now, endpoints, wasReady: true, failures: 0 },
      commands: readyCommands(state),
    }
  },

  reconnected: (state) => stay(state, ...(isRunning(state) ? [{ type: 'send-state' } as const] : [])),

  fatal: (state, { error }) => {
    if (state.phase === 'lost') return stay(state)
    const settle = { type: 'settle-final-error' } as const
    // A start that fails is not worth waiting for.
    const isDoomed = !state.wasReady && (state.phase === 'launching' || isRunning(state))
    return { state: { ...state, finalError: error }, commands: isDoomed ? [settle, { type: 'kill' }] : [settle] }
  },

  kill: (state, { reason }) => {
    const fits = reason === 'late' ? isWatched(state) : isRunning(state)
    return fits ? { state: { ...state, killReason: reason }, commands: [{ type: 'kill' }] } : stay(state)
  },

  replan: (state, { plan, now }) => {
    if (isRunning(state) && needsRelaunch(state, plan)) {
      return replace({ ...knownOf(state), plan })
    }
    const isDelayed = isWatched(state) && now !== undefined
    return stay(isDelayed ? { ...state, plan, readyBy: now + plan.timeoutReady } : { ...state, plan })
  },

  leave: (state, { leaves }) => {
    if (!isWatched(state) && !isRunning(state)) return stay(state)
    const event = { type: 'pea-leaving', pea: state.plan.id, incarnation: state.incarnation } as const
    const emit = leaves === undefined ? [] : [{ type: 'emit', event } as const]
    return { state: { ...state, leaves }, commands: [{ type: 'announce-leave' }, ...emit] }
  },

  replace: (state) => (isRunning(state) && !state.isStopping ? replace(knownOf(state)) : stay(state)),

  stop: (state, { grace }) => ({ state: { ...state, isStopping: true }, commands: stopCommands(state, grace) }),

  exited: (state, event) => {
    const hasProcess = state.phase === 'launching' || isRunning(state) || isBeingReplaced(state)
    return hasProcess ? onExited(state, event) : stay(state)
  },
}

function isDown({ phase }: PeaState): boolean {
  return phase === 'ended' || phase === 'pausing' || phase === 'lost'
}

function replace(known: Known): Step {
  return {
    state: { ...known, killReason: 'replaced', phase: 'ended', exit: undefined },
    commands: [{ type: 'replace' }],
  }
}

/** A container has the published ports and the mounted folders that were known when it was created. */
function needsRelaunch(state: Starting | Ready, plan: PeaPlan): boolean {
  if (hasOwnNetwork(plan) && opensPort({ before: state.wire, after: plan })) return true
  const mounted = new Set(foldersOf(state.plan).map(toText))
  return plan.image !== undefined && foldersOf(plan).some((folder) => !mounted.has(toText(folder)))
}

function toText({ path, readOnly }: SharedFolder): string {
  return `${path} ${readOnly}`
}

function stay(state: PeaState, ...commands: readonly PeaCommand[]): Step {
  return { state, commands }
}
