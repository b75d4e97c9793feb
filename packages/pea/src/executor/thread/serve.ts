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
  toThreadPayloads,
} from './messages.ts'
import { SentPieces } from './sent-pieces.ts'

/** Hosts an executor for the Pea at the other end of a port. */
export async function serve(port: MessagePort, { spec, logPrefix }: ThreadStart): Promise<void> {
  const host = inProcessHost(spec, { logPrefix })
  const send = (message: FromThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)
  const answer = (id: number, payloads: readonly Uint8Array[]) => {
    const { own, transfer } = toThreadPayloads(payloads)
    for (const payload of payloads) releaseBuffer(payload)
    send({ type: 'result', id, payloads: own }, transfer)
  }
  const pieces = new SentPieces(send)
  const callOne = async (call: ExecutorCall) => {
    try {
      return [await host.call(call, pieces.of(call.id))]
    } finally {
      pieces.taken(call.id)
    }
  }
  const run = (id: number, call: Promise<readonly Uint8Array[]>) =>
    call.then(
      (payloads) => answer(id, payloads),
      (error) => send({ type: 'failed', id, error: toThreadError(asFlowError(error)) }),
    )
  port.on('message', (message: ToThread) => {
    if (message.type === 'call') void run(message.call.id, callOne(message.call))
    else if (message.type === 'batch') void run(message.call.id, host.callBatch(message.call))
    else if (message.type === 'taken') pieces.taken(message.id)
    else if (message.type === 'abort') host.abort(message.id, fromThreadError(message.reason))
    else void host.teardown().then(() => send({ type: 'down' }))
  })
  try {
    await host.setup()
    send({ type: 'ready', endpoints: host.endpoints })
  } catch (error) {
    send({ type: 'unfit', error: toThreadError(asFlowError(error)) })
  }
}
