import type { PeaSpec } from '@peaflow/core'
import { newRoutingId } from '../socket/routing-id.ts'
import type { ControlChannel } from './channel.ts'
import { clientKeys } from './client-keys.ts'
import { decodeControl, encodeControl } from './codec.ts'
import { dialConnection } from './dial-connection.ts'
import { Lifeline } from './lifeline.ts'
import { Mailbox } from './mailbox.ts'
import type { FlowMessage } from './messages.ts'
import { isRepeated, RecentFrames } from './recent-frames.ts'

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
    if (message === undefined) return
    if (message.type === 'stop') lifeline.shorten()
    mailbox.post(message as FlowMessage)
  }
  const target = { host, port, path, routingId: newRoutingId(spec), curve: clientKeys(spec.serverKey) }
  const recent = new RecentFrames()
  let onReconnected = () => {}
  const onReconnect = () => {
    onReconnected()
    // The Flow ignores those that it has: they may have been on their way when the last connection ended.
    for (const frame of recent.list(performance.now())) connection.send(frame)
  }
  const connection = await dialConnection(target, { ...lifeline.events, onFrame, onReconnect }).catch((error) => {
    lifeline.renew()
    throw error
  })
  return {
    send: (message) => {
      const frame = encodeControl(spec.flowId, message)
      if (isRepeated(message)) recent.add(frame, performance.now())
      connection.send(frame)
    },
    onReconnect: (listener) => {
      onReconnected = listener
    },
    listen: (listener) => mailbox.listen(listener),
    lost: lifeline.expired,
    close: async () => {
      lifeline.renew()
      await connection.close()
    },
  }
}
