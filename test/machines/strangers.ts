import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Machine } from './machine.ts'

/** A web server, which is no Pea. */
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

/** Takes whatever ZeroMQ brings, and never says a word. */
const DEAF = `
const socket = new (require('zeromq').Router)()
socket.bind('tcp://0.0.0.0:*').then(async () => {
  console.log(socket.lastEndpoint.split(':').at(-1))
  for await (const _ of socket);
})
`

/** What may be at an address instead of the Pea that should be there. */
export const STRANGERS = { 'a web server': WEB_SERVER, 'a Pea of another version': OTHER_VERSION, 'a deaf one': DEAF }

/** Runs a stranger on a machine, to the end of the test; returns its port. */
export async function startStranger(machine: Machine, who: keyof typeof STRANGERS): Promise<number> {
  // Where zeromq is found.
  const cwd = fileURLToPath(new URL('../../packages/pea', import.meta.url))
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = machine.spawn(process.execPath, ['-e', STRANGERS[who]], { cwd, stdio: [...stdio] })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const [port] = await once(child.stdout ?? child, 'data')
  return Number(port)
}
