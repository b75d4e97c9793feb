import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { FlowError, machineOf, toAddress } from '@peaflow/core'
import { FLOW_ID_BYTES, PROTOCOL } from '../wire/protocol.ts'
import { decodeControl, encodeControl, isFromOtherVersion } from './codec.ts'
import type { PeaStatus } from './messages.ts'
import { openDealer } from './remote-socket.ts'

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
  // Again by each connection: the first may be to what is about to leave the port to a Pea.
  const onConnect = () => void socket.send(encodeControl(NO_FLOW, { type: 'ping' })).catch(() => undefined)
  const socket = await openDealer({ host, port, routingId: `ping ${randomUUID()}`, onConnect })
  // A question that nobody took is worth no waiting.
  socket.linger = 0
  // A socket that is closed ends its receive.
  const giveUp = () => socket.close()
  const timer = setTimeout(giveUp, timeout)
  signal?.addEventListener('abort', giveUp)
  if (signal?.aborted) giveUp()
  try {
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
  throw await noAnswer({ host, port, timeout, signal })
}

function otherVersion({ host, port }: PingTarget): FlowError {
  const where = toAddress(host, port)
  return new FlowError('LAUNCH_PROTOCOL', `the Pea at ${where} does not speak version ${PROTOCOL} of the protocol`, {
    hint: 'Use one version of Peaflow on both machines',
  })
}

/** Says as well as can be known what is there instead of a Pea. */
async function noAnswer({ host, port, timeout = 0, signal }: PingTarget): Promise<FlowError> {
  const silent = `no Pea answers at ${toAddress(host, port)} within ${timeout / 1_000} s`
  if (signal?.aborted) return new FlowError('LAUNCH_PING', silent)
  const { message, hint } = OBSERVED[await probe(host, port)]
  return new FlowError('LAUNCH_PING', `${silent}: ${message}`, { hint })
}

const OBSERVED = {
  deaf: {
    message: 'what listens there says nothing',
    hint: 'If it is a Pea, its executor may keep it busy: ask again. Or is that one of its ports for data?',
  },
  stranger: { message: 'what listens there is no Pea', hint: 'Is that its control port?' },
  refused: { message: 'nothing listens there', hint: 'Is it up, and is that its control port?' },
  silent: { message: 'that machine cannot be reached', hint: 'Is it up? A firewall may be in the way' },
} as const

/** Milliseconds that a machine may take to say whether a port is open, and who is there. */
const PROBE_TIMEOUT = 1_000

/** The first byte of a ZeroMQ socket, which it sends to everyone. */
const ZEROMQ = 0xff

/** What can be seen of a port without a word: tells a wrong port from a machine that is away. Only its answer tells a Pea. */
async function probe(host: string, port: number): Promise<keyof typeof OBSERVED> {
  const socket = connect({ host: machineOf({ host }) ?? '127.0.0.1', port })
  const late = { signal: AbortSignal.timeout(PROBE_TIMEOUT) }
  try {
    const greeted = once(socket, 'data', late).then(
      ([bytes]) => bytes[0] === ZEROMQ,
      () => false, // it waits to be asked
    )
    await once(socket, 'connect', late)
    return (await greeted) ? 'deaf' : 'stranger'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? 'refused' : 'silent'
  } finally {
    socket.on('error', () => undefined).destroy()
  }
}
