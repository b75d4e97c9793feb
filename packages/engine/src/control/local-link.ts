import { type ControlChannel, type FlowMessage, Mailbox, type PeaMessage } from '@peaflow/protocol'

/** The control channel between a Flow and its gateway, which run in one process. */
export interface LocalLink extends ControlChannel {
  /** Sends a message of the Flow to the gateway. */
  deliver(message: FlowMessage): void
  /** Gets every message of the gateway. Call it once. */
  onMessage(listener: (message: PeaMessage) => void): void
}

/** Opens the channel. Each message arrives in a microtask of its own, never before `send` or `deliver` returns. */
export function openLocalLink(): LocalLink {
  const toFlow = new Mailbox<PeaMessage>()
  const toGateway = new Mailbox<FlowMessage>()
  return {
    send: (message) => queueMicrotask(() => toFlow.post(message)),
    deliver: (message) => queueMicrotask(() => toGateway.post(message)),
    onMessage: (listener) => toFlow.listen(listener),
    listen: (listener) => toGateway.listen(listener),
    lost: new Promise(() => {}),
    close: async () => {},
  }
}
