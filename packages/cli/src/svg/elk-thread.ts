import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { ELK } from 'elkjs'
import elk from 'elkjs/lib/elk-api.js'

/** Makes a thread what the program of ELK expects to run in: a worker of a browser. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads')
globalThis.self = globalThis
self.postMessage = (message) => parentPort.postMessage(message)
require(workerData)
parentPort.on('message', (data) => self.onmessage({ data }))
`

/** ELK in a thread of its own: a large picture takes it seconds, in which this one has requests to answer. */
export interface ElkThread extends AsyncDisposable {
  readonly layout: ELK['layout']
}

/** Starts a thread for ELK. It ends when it is disposed of. */
export function startElk(): ElkThread {
  const path = createRequire(import.meta.url).resolve('elkjs/lib/elk-worker.min.js')
  const worker = new Worker(PROGRAM, { eval: true, workerData: path })
  const failed = new Promise<never>((_, reject) => worker.once('error', reject))
  failed.catch(() => undefined)
  const thread = new elk.default({ workerFactory: () => toWebWorker(worker) })
  return {
    layout: (graph, options) => Promise.race([thread.layout(graph, options), failed]),
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  }
}

/** The half of a browser's worker that ELK uses. */
function toWebWorker(worker: Worker) {
  const web = {
    onmessage: (_event: { readonly data: unknown }) => undefined,
    postMessage: (message: unknown) => worker.postMessage(message),
    terminate: () => void worker.terminate(),
  }
  worker.on('message', (data) => web.onmessage({ data }))
  return web
}
