import type { ControlChannel, FlowMessage, PeaMessage } from '@peaflow/protocol'

/** A control channel within this process: what the Flow tells its gateway. */
export interface LocalLink extends ControlChannel {
  /** What the Flow says. */
  deliver(message: FlowMessage): void
  /** What the Flow hears. Set once, before the gateway speaks. */
  hear(onMessage: (message: PeaMessage) => void): void
}

/** Joins the gateway to its Flow; each word is heard in a turn of its own, as over a socket. */
export function openLocalLink(): LocalLink {
  let onMessage = (_message: PeaMessage): void => {}
  const early: FlowMessage[] = []
  let listener = (message: FlowMessage): void => void early.push(message)
  return {
    send: (message) => queueMicrotask(() => onMessage(message)),
    deliver: (message) => queueMicrotask(() => listener(message)),
    hear: (hear) => {
      onMessage = hear
    },
    listen: (listen) => {
      listener = listen
      for (const message of early.splice(0)) listen(message)
    },
    lost: new Promise(() => {}),
    close: async () => {},
  }
}
