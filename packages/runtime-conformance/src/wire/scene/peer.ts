import type { Greeting } from '@peaflow/protocol'
import type { Line, LineOptions } from './line.ts'
import type { Tamper } from './tamper.ts'
import type { Watch } from './watch.ts'

/** What a peer of the Pea needs of its scene. */
export interface PeerOptions {
  /** The id of the peer. */
  readonly pea: string
  readonly edge: number
  /** The secret of the link. */
  readonly secret: Buffer
  readonly flowId: Buffer
  readonly watch: Watch
  readonly tamper: Tamper
  /** A frame that breaks the protocol is sent to the Pea. */
  readonly disturbed: (frames: readonly Buffer[]) => readonly Buffer[]
}

/** A session of a peer. */
export interface PeerSession {
  readonly incarnation: number
  readonly epoch: number
}

/** What a line of a peer needs. */
export function lineOptions({ flowId, watch, tamper, disturbed }: PeerOptions, side: 'before' | 'after'): LineOptions {
  return {
    flowId,
    heard: (record) => tamper.heard?.(record, side) ?? [record],
    said: (record) => tamper.said?.(record, side) ?? [record],
    disturbed,
    notify: watch.notify,
  }
}

/** A greeting of a peer in a session. `other` is the session of the Pea, as far as it is known. */
export function greetingOf(
  { pea, edge }: PeerOptions,
  { incarnation, epoch }: PeerSession,
  other: PeerSession | undefined,
): Omit<Greeting, 'type' | 'sends' | 'proof'> {
  const known = { peerIncarnation: other?.incarnation ?? 0, peerEpoch: other?.epoch ?? 0 }
  return { pea, edge, incarnation, epoch, ...known, calls: false, joins: false, received: 0 }
}

/** Which rule of the protocol the Pea has broken on one of these lines. */
export function violationOn(lines: readonly Line[]): string | undefined {
  return lines.map(({ violation }) => violation).find((one) => one !== undefined)
}
