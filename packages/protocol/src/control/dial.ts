import type { PeaSpec } from '@peaflow/core'
import { newRoutingId } from '../socket/routing-id.ts'
import type { ControlChannel } from './channel.ts'
import { decodeControl, encodeControl } from './codec.ts'
import { dialConnection } from './dial-connection.ts'
import { Lifeline } from './lifeline.ts'
import { Mailbox } from './mailbox.ts'
import type { FlowMessage } from './messages.ts'

/**
 * Dials the Flow's control socket.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if its host does not resolve, `ADDRESS_PATH` if its path is too long.
 */
export async function dialControl(spec: PeaSpec): Promise<ControlChannel> {
  const { host, port, path } = spec.control
  const lifeline = new Lifeline()
  const mailbox = new Mailbox<FlowMessage>()
  const onFrame = (frame: Buffer) => {
    const message = decodeControl(spec.flowId, frame)
    if (message !== undefined) mailbox.post(message as FlowMessage)
  }
  const target = { host, port, path, routingId: newRoutingId(spec) }
  const connection = await dialConnection(target, { ...lifeline.events, onFrame }).catch((error) => {
    lifeline.renew()
    throw error
  })
  return {
    send: (message) => connection.send(encodeControl(spec.flowId, message)),
    listen: (listener) => mailbox.listen(listener),
    lost: lifeline.expired,
    close: async () => {
      lifeline.renew()
      await connection.close()
    },
  }
}
