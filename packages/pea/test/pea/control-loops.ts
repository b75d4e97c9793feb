import type { ControlChannel, FlowMessage, Holding, PeaMessage } from '@peaflow/protocol'
import { ControlLoop } from '../../src/pea/control-loop.ts'
import { Taps } from '../../src/pea/taps.ts'
import { specOf } from '../flow-spec.ts'

/** No sockets. */
export const SOCKETS = { inputs: [], outputs: [] }

/** A control loop, and a data plane that is whatever the test says. */
export function openLoop() {
  const sent: PeaMessage[] = []
  const asked: unknown[] = []
  const fatal: unknown[] = []
  let listener: (message: FlowMessage) => void = () => undefined
  let reconnect: () => void = () => undefined
  const control: ControlChannel = {
    send: (message) => void sent.push(message),
    listen: (one) => {
      listener = one
    },
    onReconnect: (one) => {
      reconnect = one
    },
    lost: new Promise(() => {}),
    close: async () => {},
  }
  const dataPlane = {
    counters: { served: 4 },
    held: 2,
    isIdle: false,
    dropped: 0,
    publicKey: undefined,
    absentPeers: ['b/0'] as readonly string[],
    isSettled: false,
    wired: { ports: [1], isNew: false },
    wire: async () => {
      asked.push('wire')
      if (dataPlane.wired.ports.length === 0) throw new Error('port 9 is taken')
      return dataPlane.wired
    },
    cancel: (requests: readonly number[], attempts?: readonly number[]) => {
      asked.push(attempts === undefined ? ['cancel', requests] : ['cancel', requests, attempts])
      return new Set(requests)
    },
    takeOpen: (open: unknown) => void asked.push(['open', open]),
    holding: (attempts: ReadonlyMap<number, number>): Holding[] => [{ at: 'call', requests: [...attempts.keys()] }],
    flushAll: () => void asked.push('flushAll'),
    taps: new Taps(),
    edges: {
      onPeerExit: ({ peer, isFinal }: { readonly peer: string; readonly isFinal: boolean }) =>
        void asked.push([peer, isFinal]),
      pause: (pod: string) => void asked.push(['pause', pod]),
      isSettledBy: () => dataPlane.isSettled,
      onPeerLeaving: ({ peer, incarnation }: { readonly peer: string; readonly incarnation: number }) =>
        void asked.push([peer, incarnation]),
      hasLeft: () => dataPlane.isSettled,
    },
  }
  const loop = new ControlLoop({
    spec: specOf({ peas: {}, links: [] }, 'a/0', 0),
    dataPlane,
    control,
    listener: {
      onStop: () => void asked.push('stop'),
      onCancel: (requests) => void asked.push(['abort', [...requests]]),
      onLeaving: () => void asked.push('leaving'),
      onFatal: (error) => void fatal.push(error),
      suspensions: {
        suspend: (requests) => void asked.push(['suspend', requests]),
        resume: (requests) => void asked.push(['resume', [...requests]]),
        clear: () => void asked.push('resume all'),
      },
    },
  })
  loop.begin([7])
  const receive = async (...messages: FlowMessage[]) => {
    for (const message of messages) listener(message)
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return {
    loop,
    sent,
    asked,
    fatal,
    dataPlane,
    receive,
    reconnect: () => reconnect(),
    types: () => sent.map(({ type }) => type),
  }
}
