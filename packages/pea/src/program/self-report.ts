import { rmSync } from 'node:fs'
import { startThread } from './thread.ts'

/** The environment variable that names the Unix socket at which a Pea says how it is: to the probes of its container. */
export const SELF_SOCKET = 'PEAFLOW_SELF'

/** How a Pea is: it waits for its Flow, or it has said `ready` to it. */
export type SelfState = 'waiting' | 'ready'

const STATES: readonly SelfState[] = ['waiting', 'ready']

/**
 * Says how this Pea is at the socket that {@link SELF_SOCKET} names, if it is set. A thread answers, so that a Pea whose executor
 * loads or computes answers too. The function that is returned changes what is said.
 */
export async function reportSelf(): Promise<(state: SelfState) => void> {
  const path = process.env[SELF_SOCKET]
  if (path === undefined || path === '') return () => {}
  const shared = new Int32Array(new SharedArrayBuffer(4))
  const start = await startThread(ANSWER)
  // What a Pea has left that was here before: a container is started again with its files.
  rmSync(path, { force: true })
  start({ path, shared, states: STATES })
  return (state) => void Atomics.store(shared, 0, STATES.indexOf(state))
}

const ANSWER = `
const { path, shared, states } = require('node:worker_threads').workerData
require('node:net').createServer((socket) => socket.on('error', () => {}).end(states[Atomics.load(shared, 0)])).listen(path)`
