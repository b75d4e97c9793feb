import type { Endpoints, FlowError, PeaExit, PeaPlan } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'
import type { FlowEvent } from '../launch/events.ts'
import type { Reach, Wire } from '../plan/wire.ts'
import type { RestartReason } from './restart-counts.ts'
import type { Leave, PeaState, ReportedPorts } from './state.ts'

/** What happens to a Pea. `now` is on the clock of `performance.now()`, in milliseconds. */
export type PeaEvent =
  /** It is to be launched, for the first time or again. */
  | { readonly type: 'launch'; readonly now: number }
  /** Its launch takes long: the pull of an image. */
  | { readonly type: 'progress'; readonly message: string; readonly now: number }
  /** Its launcher returned: it has a process. */
  | { readonly type: 'launched'; readonly reach: Reach }
  /** It reported its ports, along its inputs, then its outputs. */
  | ({ readonly type: 'bound'; readonly protocol: number } & ReportedPorts)
  /** The ports that it dials are known, or have changed. */
  | { readonly type: 'wired'; readonly wire: Wire }
  /** It reported that it is ready, and what it serves. */
  | { readonly type: 'ready'; readonly now: number; readonly endpoints?: Endpoints | undefined }
  /** It connected to the Flow again: what it was sent meanwhile may be lost. */
  | { readonly type: 'reconnected' }
  /** It reported that it cannot go on. */
  | { readonly type: 'fatal'; readonly error: WireError }
  /** This incarnation gets nowhere and has to end. */
  | { readonly type: 'kill'; readonly reason: 'late' | 'stuck' | 'silent' }
  /** The Flow has another plan. `now` is there if it plans this Pea anew: then its time to get ready begins again. */
  | { readonly type: 'replan'; readonly plan: PeaPlan; readonly now?: number | undefined }
  /** Its senders are to be told that it leaves, or `undefined`: that it stays after all. */
  | { readonly type: 'leave'; readonly leaves: Leave | undefined }
  /** Its next life is to begin. */
  | { readonly type: 'replace' }
  /** The Flow wants it to end; `grace` is in milliseconds. */
  | { readonly type: 'stop'; readonly grace: number | undefined }
  /** Its process has ended, or could not be launched: then `error` says why. */
  | { readonly type: 'exited'; readonly exit: PeaExit; readonly error?: Error | undefined; readonly now: number }

/** What is to be done about it, in this order. */
export type PeaCommand =
  /** Launch the current incarnation. */
  | { readonly type: 'launch' }
  /** Feed the event `launch` after a pause, in milliseconds. `reason` is there if its restart policy counts it. */
  | { readonly type: 'relaunch'; readonly pause: number; readonly reason: RestartReason | undefined }
  /** Do not wait for the end of the pause. */
  | { readonly type: 'end-pause' }
  /** End its process, or the wait for it, at once. */
  | { readonly type: 'kill' }
  /** Ask its process to end, and end it after the grace period. */
  | { readonly type: 'terminate'; readonly grace: number | undefined }
  /** Ask its process to end; `ready` has to settle again. */
  | { readonly type: 'replace' }
  /** Stop the watch over the time in which it has to be ready. */
  | { readonly type: 'stop-watch' }
  /** Its ports are open. */
  | { readonly type: 'settle-bound' }
  | { readonly type: 'settle-ready' }
  /** Its final error is known. */
  | { readonly type: 'settle-final-error' }
  /** It ended before it was ready; `cause` says why if it could not be launched. */
  | { readonly type: 'fail-start'; readonly cause: Error | undefined }
  /** It will never be what callers may be waiting for. */
  | { readonly type: 'give-up'; readonly error: FlowError }
  /** No more happens to it. */
  | { readonly type: 'end' }
  /** Send it its sockets. */
  | { readonly type: 'send-wiring' }
  /** Send it and its peers their sockets where these have changed. */
  | { readonly type: 'wire-peers' }
  /** It holds no request: callers that wait until it does not need not wait for it. */
  | { readonly type: 'settle-idle' }
  /** Send its peers their sockets again, which makes them forget that it was lost. */
  | { readonly type: 'remind-peers' }
  /** Tell its senders, and its other peers if it is unavailable, how it ended; then wire them. */
  | { readonly type: 'announce-exit' }
  /** Tell its senders whether it is leaving. */
  | { readonly type: 'announce-leave' }
  /** Send it everything again that may have been lost on its old connection. */
  | { readonly type: 'send-state' }
  /** Ask it again for what its last incarnation has not answered. */
  | { readonly type: 'repeat-questions' }
  | { readonly type: 'emit'; readonly event: FlowEvent }

/** The state after an event, and what is to be done. */
export interface Step {
  readonly state: PeaState
  readonly commands: readonly PeaCommand[]
}
