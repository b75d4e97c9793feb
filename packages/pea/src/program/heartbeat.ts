import type { PeaSpec } from '@peaflow/core'
import { addressToDial, heartbeatBytes, newRoutingId, signInterval, silenceLimit } from '@peaflow/protocol'
import { identityOf } from '../pea/identity.ts'
import { startThread } from './thread.ts'

/**
 * Prepares the thread that shows the Flow that this process runs, also while its JavaScript is busy in a model. What is
 * returned starts it at once, before any other JavaScript of the process runs.
 */
export async function prepareHeartbeat(spec: PeaSpec): Promise<() => void> {
  const { control, flowId, timeoutAlive } = spec
  const { path, port } = control
  const [start, target] = await Promise.all([
    startThread(BEAT),
    path === undefined ? resolve(control.host).then((host) => ({ host, port })) : { path },
  ])
  const alive = { type: 'alive', ...identityOf(spec) } as const
  const bytes = heartbeatBytes(flowId, `${newRoutingId(spec)} alive`, alive)
  const interval = signInterval(silenceLimit(timeoutAlive))
  return () => start({ target, ...bytes, interval })
}

/** A name that does not resolve now may do so when it is dialled. */
async function resolve(host: string): Promise<string> {
  return await addressToDial(host).catch(() => host)
}

// It dials again for as long as the process runs. What the Flow does not read is not written: it is not running then.
const BEAT = `
const { connect } = require('node:net')
const { target, hello, beat, interval } = require('node:worker_threads').workerData
let socket
const dial = () => {
  socket = connect(target).on('error', () => {}).on('close', () => setTimeout(dial, interval)).resume()
  socket.write(hello)
  socket.write(beat)
}
dial()
setInterval(() => socket.writableLength === 0 && socket.write(beat), interval)`
