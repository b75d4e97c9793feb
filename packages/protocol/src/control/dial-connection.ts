import { isLocalHost } from '../socket/address.ts'
import type { ControlConnection, ControlConnectionEvents, ControlTarget } from './connection.ts'
import { LocalConnection } from './local-connection.ts'
import { dialRemote } from './remote-connection.ts'

/**
 * Dials a control socket. On this machine the kernel reports when the other end is gone. On another one only heartbeats
 * do, and libzmq's thread answers those even while JavaScript is busy. A Pea that needs no heartbeats starts without libzmq.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the host name does not resolve, `ADDRESS_PATH` if the path is too long.
 */
export async function dialConnection(
  target: ControlTarget,
  events: ControlConnectionEvents,
): Promise<ControlConnection> {
  const isLocal = target.path !== undefined || isLocalHost(target.host)
  return isLocal ? new LocalConnection(target, events) : await dialRemote(target, events)
}
