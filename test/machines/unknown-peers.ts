import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Machine } from './machine.ts'

/** A web server instead of a Pea. */
const WEB_SERVER = `
const server = require('node:http').createServer((_, response) => response.end('hello'))
server.listen(0, '0.0.0.0', () => console.log(server.address().port))
`

/** Answers every control frame with itself, but for the version of the protocol. */
const OTHER_VERSION = `
const socket = new (require('zeromq').Router)()
socket.bind('tcp://0.0.0.0:*').then(async () => {
  console.log(socket.lastEndpoint.split(':').at(-1))
  for await (const [from, frame] of socket) {
    frame[3] = 200
    await socket.send([from, frame])
  }
})
`

/** Receives all messages, and never answers. */
const UNRESPONSIVE = `
const socket = new (require('zeromq').Router)()
socket.bind('tcp://0.0.0.0:*').then(async () => {
  console.log(socket.lastEndpoint.split(':').at(-1))
  for await (const _ of socket);
})
`

/** Programs that may listen at an address instead of the expected Pea. */
export const UNKNOWN_PEERS = {
  'a web server': WEB_SERVER,
  'a Pea of another version': OTHER_VERSION,
  'an unresponsive one': UNRESPONSIVE,
}

/** Runs one of them on a machine until the test ends. Returns its port. */
export async function startUnknownPeer(machine: Machine, which: keyof typeof UNKNOWN_PEERS): Promise<number> {
  // The folder in which Node finds zeromq.
  const cwd = fileURLToPath(new URL('../../packages/pea', import.meta.url))
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = machine.spawn(process.execPath, ['-e', UNKNOWN_PEERS[which]], { cwd, stdio: [...stdio] })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const [port] = await once(child.stdout ?? child, 'data')
  return Number(port)
}
