import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { CONTAINER_HOST } from '@peaflow/core'
import { startContainer } from '../container/container.ts'
import type { CreateOptions } from '../container/create-options.ts'
import { LABELS } from '../container/labels.ts'
import type { Engine } from '../engine/connect.ts'
import { ownerOfThisProcess, writeOwner } from '../leftovers/owner.ts'
import { countDrops, findNewDrops } from './firewall.ts'

/** Where a container tries to reach this machine. */
export interface HostPathOptions {
  readonly engine: Engine
  /** An image with Node. */
  readonly image: string
  /** The address of this machine at which its Peas would listen. */
  readonly listenAt: string
  /**
   * What the container dials.
   *
   * @defaultValue `host.docker.internal`, its own machine
   */
  readonly dial?: string | undefined
  /**
   * The port to listen at.
   *
   * @defaultValue any free one
   */
  readonly port?: number | undefined
}

/** What became of that. */
export interface HostPath {
  /** What the container's system says: nothing if it reached this machine. */
  readonly error?: string | undefined
  /** The address that this machine has in the container. */
  readonly address?: string | undefined
  /** The firewall's rules that dropped packets meanwhile; nothing if they cannot be read. */
  readonly drops?: readonly string[] | undefined
}

/** Runs in the container: dials this machine, and says in JSON what came of it. */
const SCRIPT = `
const [host, port] = process.argv.slice(1)
const tell = (error, address) => { console.log(JSON.stringify({ error, address })); process.exit() }
require('node:dns').lookup(host, { family: 4 }, (unknown, address) => {
  if (unknown) return tell(unknown.code)
  const socket = require('node:net').connect({ host: address, port, timeout: 3000 })
  socket.on('connect', () => tell(undefined, address))
  socket.on('error', ({ code }) => tell(code, address))
  socket.on('timeout', () => tell('ETIMEDOUT', address))
})`

/** Tries the way from a container to this machine with a throw-away container. */
export async function tryHostPath(options: HostPathOptions): Promise<HostPath> {
  const { engine, listenAt, port = 0 } = options
  const server = await listen(listenAt, port)
  try {
    const before = await countDrops()
    const { removal, read, output, detach } = await startContainer(engine, probe(options, server), undefined)
    await Promise.all([removal, read])
    detach()
    const after = await countDrops()
    const answer = JSON.parse(output.lastLines().at(-1) ?? '{"error":"the container said nothing"}') as HostPath
    return { ...answer, drops: before && after && findNewDrops(before, after) }
  } finally {
    server.close()
  }
}

function probe({ image, dial = CONTAINER_HOST }: HostPathOptions, server: Server): CreateOptions {
  const { port } = server.address() as AddressInfo
  return {
    name: `peaflow-doctor-${randomBytes(4).toString('hex')}`,
    Image: image,
    Entrypoint: ['node', '-e', SCRIPT],
    Cmd: [dial, String(port)],
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
