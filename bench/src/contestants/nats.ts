import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { connect } from '@nats-io/transport-node'
import type { OpenGraph } from '../measure/load-generator.ts'
import { requestOf, toFrames } from './frames.ts'
import { announceReady, launchHop } from './hop-process.ts'
import { type Answered, type Contestant, GRAPHS, type Node, type Scenario } from './scenario.ts'

interface HopOptions extends Node {
  readonly port: number
}

/** NATS: each hop subscribes to its subject and publishes to the next one's, all through one server. */
export const nats: Contestant = { open }

/** Publishes what arrives on its subject on the next hop's. */
export async function hop({ name, to: [next = ''], port }: HopOptions): Promise<void> {
  process.on('disconnect', () => process.exit())
  const connection = await connect({ port })
  connection.subscribe(name, { callback: (_, message) => connection.publish(next, message.data) })
  await connection.flush()
  announceReady()
}

async function open({ payload }: Scenario, answered: Answered): Promise<OpenGraph> {
  const server = await startServer()
  const hops = GRAPHS.chain.map((node) => launchHop('nats', { ...node, port: server.port } satisfies HopOptions))
  const connection = await connect({ port: server.port })
  connection.subscribe('gateway', {
    callback: (_, { data }) => answered(requestOf([Buffer.from(data.buffer, data.byteOffset, 4)])),
  })
  await Promise.all([connection.flush(), ...hops.map((hop) => hop.opened)])
  const bytes = Buffer.alloc(payload, 'x')
  return {
    send: (request) => connection.publish('a', Buffer.concat([...toFrames(request, bytes)])),
    async close() {
      await Promise.all([connection.close(), ...hops.map((hop) => hop.stop())])
      await server.stop()
    },
  }
}

interface NatsServer {
  readonly port: number
  stop(): Promise<void>
}

/** Starts Debian's nats-server on a free port, which it writes to its log. */
async function startServer(): Promise<NatsServer> {
  const child = spawn('nats-server', ['--addr', '127.0.0.1', '--port', '-1'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = once(child, 'exit')
  process.once('exit', () => child.kill('SIGKILL'))
  for await (const line of createInterface(child.stderr)) {
    const port = /client connections on 127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (port === undefined) continue
    child.stderr.resume()
    return {
      port: Number(port),
      async stop() {
        child.kill()
        await exited
      },
    }
  }
  throw new Error('nats-server did not start')
}
