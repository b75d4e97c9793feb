import { readyFrame } from '../zmtp/command.ts'
import { toFrame } from '../zmtp/frame.ts'
import { greeting } from '../zmtp/greeting.ts'
import { NULL_MECHANISM } from '../zmtp/null-mechanism.ts'
import { encodeControl } from './codec.ts'
import type { PeaMessage } from './messages.ts'

/** What is written to a control socket without encryption to show that a Pea is alive, by a thread that has no code of ours. */
export interface HeartbeatBytes {
  /** Begins a connection: the handshake of a DEALER, which need not wait for that of the ROUTER. */
  readonly hello: Buffer
  /** One sign of life. */
  readonly beat: Buffer
}

/** Encodes what a Pea of the Flow writes on a connection of its own. The routing id is one that it uses nowhere else. */
export function heartbeatBytes(
  flowId: string,
  routingId: string,
  alive: Extract<PeaMessage, { type: 'alive' }>,
): HeartbeatBytes {
  return {
    hello: Buffer.concat([greeting(NULL_MECHANISM), readyFrame({ type: 'DEALER', routingId })]),
    beat: toFrame(0, encodeControl(flowId, alive)),
  }
}
