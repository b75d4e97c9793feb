import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeMachines } from './describe.ts'
import type { Machine } from './machine.ts'
import { type Network, openNetwork } from './network.ts'
import { leftovers } from './subnet.ts'

/** Sends a word to an address and prints the answer and its own address, or the code of the error. */
const ASK = `
const [host, port] = process.argv.slice(1)
const socket = require('node:net').connect(Number(port), host, () => socket.end('hello'))
socket.on('data', (data) => console.log(String(data), 'from', socket.localAddress)).on('error', ({ code }) => console.log(code))
`

/** Prints its port, and echoes what it receives. */
const ECHO = `
const server = require('node:net').createServer((socket) => socket.pipe(socket))
server.listen(0, '0.0.0.0', () => console.log(server.address().port))
`

async function firstLine(machine: Machine, code: string, ...args: string[]) {
  const child = machine.spawn(process.execPath, ['-e', code, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout ?? child, 'data')
  return { child, line: String(line).trim() }
}

describeMachines('a network of machines', () => {
  let network: Network

  beforeAll(() => {
    network = openNetwork()
  })

  afterAll(() => {
    network.close()
    expect(leftovers()).toEqual([])
  })

  it('lets each machine reach the others, and this one', async () => {
    const [one, two] = network.machines
    const server = createServer((socket) => socket.pipe(socket)).listen(0, network.address)
    await once(server, 'listening')
    const { port } = server.address() as { readonly port: number }
    const there = await firstLine(two, ECHO)
    const asked = [
      await firstLine(one, ASK, network.address, String(port)),
      await firstLine(one, ASK, two.address, there.line),
      await firstLine(one, ASK, two.address, '1'),
      await firstLine(one, ASK, '127.0.0.1', there.line),
    ]
    expect(asked.map(({ line }) => line)).toEqual([
      `hello from ${one.address}`,
      `hello from ${one.address}`,
      'ECONNREFUSED',
      'ECONNREFUSED',
    ])
    server.close()
    const ended = once(there.child, 'exit')
    there.child.kill('SIGKILL')
    await ended
  })

  it('has no route out, so that names fail to resolve at once', async () => {
    const code = `require('node:dns').lookup('example.com', (error) => console.log(error.code))`
    const startedAt = performance.now()
    const { line } = await firstLine(network.machines[0], code)
    expect(line).toMatch(/^E/)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })

  it('kills what still runs on a machine, and names it', async () => {
    const other = openNetwork()
    const { child } = await firstLine(other.machines[1], ECHO)
    const ended = once(child, 'exit')
    expect(() => other.close()).toThrow(/still running on machines:\n\d+ .*createServer/s)
    expect(await ended).toEqual([null, 'SIGKILL'])
  })

  it('loses what is sent while a cable is cut, and nothing of a connection that stands', {
    timeout: 60_000,
  }, async () => {
    const [one, two] = network.machines
    const { child, line: port } = await firstLine(one, ECHO)
    const code = `
      const socket = require('node:net').connect(${port}, '${one.address}', () => console.log('connected'))
      socket.on('data', (data) => console.log(String(data))).on('error', ({ code }) => console.log(code))
      process.stdin.on('data', (data) => socket.write(data)).on('end', () => socket.end())
    `
    const talker = two.spawn(process.execPath, ['-e', code], { stdio: ['pipe', 'pipe', 'inherit'] })
    const out = talker.stdout ?? talker
    await once(out, 'data')
    for (const machine of [one, two]) {
      machine.cut()
      talker.stdin?.write('late')
      const silence = await Promise.race([once(out, 'data'), new Promise((resolve) => setTimeout(resolve, 300))])
      expect(silence).toBeUndefined()
      machine.heal()
      expect(String(await once(out, 'data')).trim()).toBe('late')
    }
    talker.stdin?.end()
    await once(talker, 'exit')
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
})
