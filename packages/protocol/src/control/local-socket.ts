import { LOOPBACK } from '../socket/address.ts'
import { type ControlListener, type ControlPeer, openControlListener } from './listener.ts'

/** A connection to one process of this machine. */
export type LocalPeer = ControlPeer

/** A control socket for processes of this machine. */
export type LocalSocket = ControlListener

/**
 * Binds a control socket to a free port of loopback.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened.
 */
export async function openLocalSocket(onFrame: (frame: Buffer, from: LocalPeer) => void): Promise<LocalSocket> {
  return await openControlListener({ host: LOOPBACK, port: 0 }, { onFrame })
}
