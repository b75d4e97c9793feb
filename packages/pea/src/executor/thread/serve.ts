import type { MessagePort } from 'node:worker_threads'
import { releaseBuffer } from '@peaflow/protocol'
import { asFlowError } from '../failure.ts'
import type { ExecutorCall } from '../host.ts'
import { inProcessHost } from '../in-process.ts'
import {
  type FromThread,
  fromThreadError,
  type ThreadStart,
  type ToThread,
  toThreadError,
  toThreadPayload,
} from './messages.ts'

/** Hosts an executor for the Pea at the other end of a port. */
export async function serve(port: MessagePort, { spec }: ThreadStart): Promise<void> {
  const host = inProcessHost(spec)
  const send = (message: FromThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)
  const answer = (id: number, payload: Uint8Array) => {
    const { own, transfer } = toThreadPayload(payload)
    releaseBuffer(payload)
    send({ type: 'result', id, payload: own }, transfer)
  }
  const call = (call: ExecutorCall) =>
    host.call(call).then(
      (payload) => answer(call.id, payload),
      (error) => send({ type: 'failed', id: call.id, error: toThreadError(asFlowError(error)) }),
    )
  port.on('message', (message: ToThread) => {
    if (message.type === 'call') void call(message.call)
    else if (message.type === 'abort') host.abort(message.id, fromThreadError(message.reason))
    else void host.teardown().then(() => send({ type: 'down' }))
  })
  try {
    await host.setup()
    send({ type: 'ready' })
  } catch (error) {
    send({ type: 'unfit', error: toThreadError(asFlowError(error)) })
  }
}
