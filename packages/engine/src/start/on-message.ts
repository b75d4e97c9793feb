import type { PeaMessage } from '@peaflow/pea'
import type { Failures } from '../running/failed-requests.ts'
import type { Supervisor } from '../supervise/supervisor.ts'

/** Who hears what Peas say. */
export interface Ears {
  readonly supervisor: Supervisor
  readonly failures: Failures
}

type Hear = { readonly [T in PeaMessage['type']]: (ears: Ears, message: Extract<PeaMessage, { type: T }>) => void }

const HEAR: Hear = {
  bound: ({ supervisor }, message) => supervisor.onBound(message),
  ready: ({ supervisor }, message) => supervisor.onReady(message),
  held: ({ supervisor }, message) => supervisor.onHeld(message),
  idle: ({ supervisor }, message) => supervisor.onIdle(message),
  fatal: ({ supervisor }, message) => supervisor.onFatal(message),
  stuck: ({ supervisor }, message) => supervisor.onStuck(message),
  status: ({ supervisor }, message) => supervisor.onStatus(message),
  // What became of an external Pea is its handle's to tell.
  ended: () => {},
  failed: ({ failures }, { request, error }) => failures.add(request, error),
}

/** Acts on what a Pea said. */
export function hear(ears: Ears, message: PeaMessage): void {
  const act = HEAR[message.type] as ((ears: Ears, message: PeaMessage) => void) | undefined
  // The codec also lets through what only a Flow says.
  act?.(ears, message)
}
