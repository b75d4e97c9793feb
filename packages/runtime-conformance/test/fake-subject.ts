import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { FlowError } from '@peaflow/core'
import { type Break, type ConformanceSubject, type FakePlay, fakeLauncher } from '../src/index.ts'

/** The arguments of a tidy Pea. */
interface FakeArguments {
  readonly secret?: string
  readonly long?: string
  readonly sockets?: { readonly open: string; readonly dial: string }
  readonly listens?: boolean
  readonly dials?: { readonly host: string; readonly port: number }
}

/** The executors of the suite, in memory. */
const plays: Readonly<Record<string, FakePlay>> = {
  './tidy.mjs': async ({ spec, print, asked, end }) => {
    const { with: args, ...open } = spec
    const { secret, long, sockets, listens, dials } = args as FakeArguments
    print(long === undefined ? `conformance with ${JSON.stringify(args)}` : `conformance long ${long.length}`)
    print('conformance on stderr', 'stderr')
    // Everything else of a spec is in the arguments of a Pea.
    const isOpen = secret !== undefined && JSON.stringify(open).includes(secret)
    if (secret !== undefined) print(`conformance secret in ${isOpen ? 'arguments' : 'no open place'}`)
    if (sockets !== undefined) print(`conformance sockets ${await openAndDial(sockets)}`)
    if (listens === true) print(`conformance listens at ${await listen()}`)
    if (dials !== undefined) print(`conformance dialling ${await dial(dials)}`)
    await asked
    print('conformance torn down')
    end(0)
  },
  './talk.mjs': ({ spec, print, end }) => {
    const { lines, stream, code } = spec.with as { lines: number; stream?: 'stderr'; code?: number }
    for (let line = 1; line <= lines; line++) {
      print(`conformance ${line} ${'ä€😀'.repeat(line % 10 === 0 ? 500 : 1)}`, stream)
    }
    if (code !== undefined) end(code)
  },
  './stuck.mjs': ({ print }) => print('conformance stuck'),
}

async function listen(): Promise<number> {
  const server = createServer((connection) => connection.destroy()).listen(0, '0.0.0.0')
  await once(server, 'listening')
  server.unref()
  return (server.address() as AddressInfo).port
}

async function dial(target: NonNullable<FakeArguments['dials']>): Promise<string> {
  const socket = connect(target)
  const outcome = await once(socket, 'connect').then(
    () => 'works',
    (error: Error) => `fails: ${error.message}`,
  )
  socket.destroy()
  return outcome
}

/** What the executor `tidy` does, in this process. */
async function openAndDial({ open, dial }: NonNullable<FakeArguments['sockets']>): Promise<string> {
  try {
    const server = createServer((connection) => connection.destroy()).listen(open)
    await once(server, 'listening')
    server.unref()
    const socket = connect(dial)
    await once(socket, 'connect')
    socket.destroy()
    return 'work'
  } catch (error) {
    return `fail: ${(error as Error).message}`
  }
}

const play: FakePlay = (role) => plays[String(role.spec.uses)]?.(role)

/** Options of {@link fakeSubject}. */
export interface FakeSubjectOptions {
  /** Breaks a promise. */
  readonly breaks?: Break | undefined
  readonly timeout?: number | undefined
}

const noPlay: FakePlay = () => {
  throw new FlowError('LAUNCH_NOTHING', 'there is no play')
}

/** The fake runtime, for the suite. */
export function fakeSubject(options: FakeSubjectOptions = {}): ConformanceSubject {
  const { breaks = (good) => good, timeout } = options
  const launcher = fakeLauncher({ play })
  const broken = breaks(launcher)
  return {
    createLauncher: () => broken,
    nothingToRun: (spec) => ({ launcher: breaks(fakeLauncher({ play: noPlay })), spec }),
    countLeftovers: () => launcher.running.size,
    timeout,
  }
}
