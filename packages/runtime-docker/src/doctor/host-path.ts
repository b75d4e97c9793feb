import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { CONTAINER_HOST } from '@peaflow/core'
import { startContainer } from '../container/container.ts'
import type { CreateOptions } from '../container/create-options.ts'
import type { Engine } from '../engine/connect.ts'
import { makeProbe } from '../engine/probe.ts'
import { LABELS } from '../labels/labels.ts'
import { ownerOfThisProcess, writeOwner } from '../leftovers/owner.ts'
import { countDrops, findNewDrops } from './firewall.ts'

/** Options of {@link tryHostPath}. */
export interface HostPathOptions {
  readonly engine: Engine
  /** An image with Node. */
  readonly image: string
  /** The address of this machine on which its Peas would listen. */
  readonly listenAt: string
  /**
   * The host that the container dials.
   *
   * @defaultValue `host.docker.internal`, its own machine
   */
  readonly dial?: string | undefined
  /**
   * The port to listen on.
   *
   * @defaultValue a free one
   */
  readonly port?: number | undefined
  /**
   * Milliseconds that the container waits for a connection.
   *
   * @defaultValue 3_000
   */
  readonly timeout?: number | undefined
}

/** The result of {@link tryHostPath}. */
export interface HostPath {
  /** The system's error code; `undefined` if the container reached this machine. */
  readonly error?: string | undefined
  /** The address to which the host resolved in the container. */
  readonly address?: string | undefined
  /** The firewall rules that dropped packets meanwhile; `undefined` if they cannot be read. */
  readonly drops?: readonly string[] | undefined
}

/** Runs in the container: dials this machine and prints the result as JSON. */
const SCRIPT = `
const [host, port, timeout] = process.argv.slice(1)
const report = (error, address) => { console.log(JSON.stringify({ error, address })); process.exit() }
require('node:dns').lookup(host, { family: 4 }, (unknown, address) => {
  if (unknown) return report(unknown.code)
  const socket = require('node:net').connect({ host: address, port, timeout: Number(timeout) })
  socket.on('connect', () => report(undefined, address))
  socket.on('error', ({ code }) => report(code, address))
  socket.on('timeout', () => report('ETIMEDOUT', address))
})`

/** Tries to reach this machine from a throw-away container. */
export async function tryHostPath(options: HostPathOptions): Promise<HostPath> {
  const { engine, listenAt, port = 0 } = options
  const server = await listen(listenAt, port)
  try {
    const before = await countDrops()
    const access = { engine, open: async () => {}, responds: makeProbe(engine) }
    const { status, outputEnded, output, detach } = await startContainer(access, probe(options, server), { input: '' })
    await Promise.all([status, outputEnded])
    detach()
    const after = await countDrops()
    const result = JSON.parse(output.lastLines().at(-1) ?? '{"error":"the container wrote nothing"}') as HostPath
    return { ...result, drops: before && after && findNewDrops(before, after) }
  } finally {
    server.close()
  }
}

function probe({ image, dial = CONTAINER_HOST, timeout = 3_000 }: HostPathOptions, server: Server): CreateOptions {
  const { port } = server.address() as AddressInfo
  return {
    name: `peaflow-doctor-${randomBytes(4).toString('hex')}`,
    Image: image,
    Entrypoint: ['node', '-e', SCRIPT],
    Cmd: [dial, String(port), String(timeout)],
    Env: [],
    Labels: { [LABELS.owner]: writeOwner(ownerOfThisProcess()) },
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: {
      AutoRemove: true,
      Init: true,
      LogConfig: { Type: 'json-file', Config: {} },
      ExtraHosts: [`${CONTAINER_HOST}:host-gateway`],
      Mounts: [],
      Binds: [],
    },
  }
}

async function listen(host: string, port: number): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}).end())
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen(port, host, resolve))
  return server
}
