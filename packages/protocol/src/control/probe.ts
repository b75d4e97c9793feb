import { once } from 'node:events'
import { connect } from 'node:net'
import { machineOf } from '@peaflow/core'

/**
 * What is found at a port: a ZeroMQ socket that does not go on (`unresponsive`), another server (`unknown`), no server
 * (`refused`), or no machine (`unreachable`).
 */
export type PortObservation = 'unresponsive' | 'unknown' | 'refused' | 'unreachable'

/** Milliseconds that a machine has to accept or refuse a connection, and the server on it to send its first byte. */
const PROBE_TIMEOUT = 1_000

/** The first byte that a ZeroMQ socket sends on every connection. */
const ZMTP_SIGNATURE = 0xff

/** Looks at a port without sending anything. It tells a wrong port from an unreachable machine; only a response proves a Pea. */
export async function probePort(host: string, port: number): Promise<PortObservation> {
  const socket = connect({ host: machineOf({ host }) ?? '127.0.0.1', port })
  const limit = { signal: AbortSignal.timeout(PROBE_TIMEOUT) }
  try {
    const greeted = once(socket, 'data', limit).then(
      ([bytes]) => bytes[0] === ZMTP_SIGNATURE,
      () => false, // it waits for a request
    )
    await once(socket, 'connect', limit)
    return (await greeted) ? 'unresponsive' : 'unknown'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? 'refused' : 'unreachable'
  } finally {
    socket.on('error', () => undefined).destroy()
  }
}
