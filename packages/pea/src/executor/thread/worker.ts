import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
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

/** Serves a Pea from a thread of its own: the program that `threadHost` runs there. */
async function serve(port: MessagePort, { spec }: ThreadStart): Promise<void> {
  const host = inProcessHost(spec)
  const tell = (message: FromThread, handed: ArrayBuffer[] = []) => port.postMessage(message, handed)
  const answer = (request: number, payload: Uint8Array) => {
    const { own, handed } = toThreadPayload(payload)
    releaseBuffer(payload)
    tell({ type: 'result', request, payload: own }, handed)
  }
  const call = (call: ExecutorCall) =>
    host.call(call).then(
      (payload) => answer(call.request, payload),
      (error) => tell({ type: 'failed', request: call.request, error: toThreadError(asFlowError(error)) }),
    )
  port.on('message', (message: ToThread) => {
    if (message.type === 'call') void call(message.call)
    else if (message.type === 'abort') host.abort(message.request, fromThreadError(message.reason))
    else void host.teardown().then(() => tell({ type: 'down' }))
  })
  try {
    await host.setup()
    tell({ type: 'ready' })
  } catch (error) {
    tell({ type: 'unfit', error: toThreadError(asFlowError(error)) })
  }
}

if (parentPort !== null) void serve(parentPort, workerData as ThreadStart)
