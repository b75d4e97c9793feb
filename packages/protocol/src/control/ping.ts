import { randomUUID } from 'node:crypto'
import { FlowError, toAddress } from '@peaflow/core'
import { PROTOCOL } from '../wire/protocol.ts'
import type { CurveClientKeys } from '../zmtp/curve/key-pair.ts'
import { decodeControl, encodeControl, isFromOtherVersion, NO_FLOW, versionOf } from './codec.ts'
import type { PeaStatus } from './pea-status.ts'
import { probePort } from './probe.ts'
import { openDealer } from './remote-socket.ts'

/** Which Pea to ping, and for how long. */
export interface PingTarget {
  readonly host: string
  /** Its control port. */
  readonly port: number
  /**
   * The keys of this end, and the public key of the Pea.
   *
   * @defaultValue mechanism NULL
   */
  readonly curve?: CurveClientKeys | undefined
  /**
   * Milliseconds to wait for a response.
   *
   * @defaultValue 3_000
   */
  readonly timeout?: number | undefined
  /** Stops waiting at once. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Asks a Pea for its status, on the control port that it binds.
 *
 * @throws FlowError `LAUNCH_PING` if no Pea responds in time.
 * @throws FlowError `LAUNCH_PROTOCOL` if it speaks another version of the protocol.
 * @throws FlowError `ADDRESS_UNRESOLVED` if the host name does not resolve.
 */
export async function pingPea({ host, port, curve, timeout = 3_000, signal }: PingTarget): Promise<PeaStatus> {
  // On every connection: the first may be to a process that is about to release the port to a Pea.
  const onConnect = () => void socket.send(encodeControl(NO_FLOW, { type: 'ping' })).catch(() => undefined)
  const socket = await openDealer({ host, port, curve, routingId: `ping ${randomUUID()}`, onConnect })
  // A ping that could not be sent must not delay the close.
  socket.linger = 0
  // Closing the socket ends the loop below.
  const stop = () => socket.close()
  const timer = setTimeout(stop, timeout)
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  try {
    for await (const [frame] of socket) {
      if (frame && isFromOtherVersion(frame)) throw toOtherVersion({ host, port }, versionOf(frame))
      const message = frame && decodeControl(undefined, frame)
      if (message?.type === 'status') return message.status
    }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    socket.close()
  }
  throw await toNoResponse({ host, port, timeout, signal })
}

function toOtherVersion({ host, port }: PingTarget, version: number): FlowError {
  const message = `the Pea at ${toAddress(host, port)} speaks version ${version} of the protocol, not ${PROTOCOL}`
  return new FlowError('LAUNCH_PROTOCOL', message, {
    hint: 'Use one version of Peaflow on both machines',
  })
}

/** An error that says, as far as that can be found out, what is there instead of a Pea. */
async function toNoResponse({ host, port, timeout = 0, signal }: PingTarget): Promise<FlowError> {
  const noResponse = `no Pea answers at ${toAddress(host, port)} within ${timeout / 1_000} s`
  if (signal?.aborted) return new FlowError('LAUNCH_PING', noResponse)
  const { message, hint } = OBSERVATIONS[await probePort(host, port)]
  return new FlowError('LAUNCH_PING', `${noResponse}: ${message}`, { hint })
}

/** What a probe can find, and what to say about it. */
const OBSERVATIONS = {
  unresponsive: {
    message: 'what listens there does not respond',
    hint: 'If it is a Pea, its executor may keep it busy: try again. Was it started with a key, and is yours the same? Or is that one of its data ports?',
  },
  unknown: { message: 'what listens there is not a Pea', hint: 'Is that its control port?' },
  refused: { message: 'nothing listens there', hint: 'Is the Pea running, and is that its control port?' },
  unreachable: { message: 'that machine cannot be reached', hint: 'Is it up? A firewall may be blocking the port' },
} as const
