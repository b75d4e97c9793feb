import { LOOPBACK } from '../socket/address.ts'
import { type ControlListener, type ControlPeer, openControlListener } from './listener.ts'

/** A connection to one process of this machine. */
export type LocalPeer = ControlPeer

/** A control socket for processes of this machine. */
export type LocalSocket = ControlListener

/**
 * Binds a control socket to a Unix socket, or without a path to a free port of loopback.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened, `ADDRESS_PATH` if the path is too long.
 */
export async function openLocalSocket(
  onFrame: (frame: Buffer, from: LocalPeer) => void,
  path?: string,
): Promise<LocalSocket> {
  return await openControlListener({ host: LOOPBACK, port: 0, path }, { onFrame })
}
