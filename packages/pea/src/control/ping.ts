import { randomUUID } from 'node:crypto'
import { FlowError, toAddress } from '@peaflow/core'
import { openDealer } from '../socket/open.ts'
import { FLOW_ID_BYTES, PROTOCOL } from '../wire/protocol.ts'
import { decodeControl, encodeControl, isFromOtherVersion } from './codec.ts'
import type { PeaStatus } from './messages.ts'

/** Which Pea to ask, and for how long. */
export interface PingTarget {
  readonly host: string
  /** Its control port. */
  readonly port: number
  /**
   * Milliseconds to wait for an answer.
   *
   * @defaultValue 3_000
   */
  readonly timeout?: number | undefined
  /** Gives up at once. */
  readonly signal?: AbortSignal | undefined
}

/** Whoever asks belongs to no Flow. */
const NO_FLOW = '00'.repeat(FLOW_ID_BYTES)

/**
 * Asks a Pea, by the control port that it binds, how it is.
 *
 * @throws FlowError `LAUNCH_PING` if no Pea answers in time.
 * @throws FlowError `LAUNCH_PROTOCOL` if it speaks another version of the protocol.
 * @throws FlowError `ADDRESS_UNRESOLVED` if the host name does not resolve.
 */
export async function pingPea({ host, port, timeout = 3_000, signal }: PingTarget): Promise<PeaStatus> {
  const socket = await openDealer({ host, port, routingId: `ping ${randomUUID()}` })
  // A socket that is closed ends its receive.
  const giveUp = () => socket.close()
  const timer = setTimeout(giveUp, timeout)
  signal?.addEventListener('abort', giveUp)
  try {
    await socket.send(encodeControl(NO_FLOW, { type: 'ping' }))
    for await (const [frame] of socket) {
      if (frame && isFromOtherVersion(frame)) throw otherVersion({ host, port })
      const message = frame && decodeControl(undefined, frame)
      if (message?.type === 'status') return message.status
    }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
    socket.close()
  }
  throw new FlowError('LAUNCH_PING', `no Pea answers at ${toAddress(host, port)} within ${timeout} ms`, {
    hint: 'Is it up, and is that its control port? A firewall may be in the way',
  })
}

function otherVersion({ host, port }: PingTarget): FlowError {
  const where = toAddress(host, port)
  return new FlowError('LAUNCH_PROTOCOL', `the Pea at ${where} does not speak version ${PROTOCOL} of the protocol`, {
    hint: 'Use one version of Peaflow on both machines',
  })
}
