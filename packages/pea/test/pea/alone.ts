import { once } from 'node:events'
import { connect } from 'node:net'
import type { FlowError, PeaSpec } from '@peaflow/core'
import type { ControlChannel, FlowMessage, PeaMessage } from '@peaflow/protocol'
import type { ExecutorHost } from '../../src/executor/host.ts'
import type { OpenPeaOptions } from '../../src/pea/pea-options.ts'
import { openPea } from '../../src/program/open-pea.ts'
import { specOf } from '../flow-spec.ts'

export const links = [
  { from: 'gateway', to: ['work/0'] },
  { from: 'work/0', to: ['gateway'] },
]

/** A Pea without a Flow: its control channel is in memory. */
export async function openAlone(options: OpenPeaOptions, changes: Partial<PeaSpec> = {}) {
  const messages: PeaMessage[] = []
  const flow = { send: (_message: FlowMessage) => {}, lose: () => {}, closed: 0 }
  const control: ControlChannel = {
    send: (message) => void messages.push(message),
    listen: (listener) => {
      flow.send = listener
    },
    lost: new Promise((resolve) => {
      flow.lose = resolve
    }),
    close: async () => {
      flow.closed += 1
    },
  }
  const spec = { ...specOf({ peas: { 'work/0': {} }, links }, 'work/0', 1), ...changes }
  const pea = await openPea(spec, { control, ...options })
  return { pea, flow, messages, typesOf: () => messages.map(({ type }) => type) }
}

/** A host that does as a test says. */
export function hostOf(changes: Partial<ExecutorHost> = {}) {
  const host = { die: (_error: FlowError) => {}, tornDown: 0 }
  const own: ExecutorHost = {
    setup: async () => undefined,
    call: async ({ payloads: [payload = new Uint8Array()] }) => payload,
    callBatch: async ({ payloads }) => payloads,
    abort: () => undefined,
    teardown: async () => {
      host.tornDown += 1
    },
    died: new Promise((resolve) => {
      host.die = resolve
    }),
    ...changes,
  }
  return { host, own }
}

/** Whether the port of the Pea's input is closed. */
export async function isClosed(messages: readonly PeaMessage[]): Promise<boolean> {
  const bound = messages.find((message) => message.type === 'bound')
  const port = bound?.ports.find((port) => port > 0) ?? 0
  const socket = connect(port, '127.0.0.1')
  const isRefused = await once(socket, 'connect').then(
    () => false,
    () => true,
  )
  socket.destroy()
  return isRefused
}

export async function opened(): Promise<Awaited<ReturnType<typeof openAlone>> & ReturnType<typeof hostOf>> {
  const { host, own } = hostOf()
  const alone = await openAlone({ host: own })
  return { ...alone, host, own }
}
