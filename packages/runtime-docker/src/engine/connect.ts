import { setTimeout as wait } from 'node:timers/promises'
import type Docker from 'dockerode'
import { type EngineLocation, locateEngine } from '../address/locate.ts'
import { settingsOfThisUser } from '../address/settings.ts'
import { makeTunnel } from '../ssh/tunnel.ts'
import { toClientOptions } from './client-options.ts'
import { explainConnection, isConnectionProblem } from './connection-problem.ts'
import { checkAge } from './version.ts'

/** A client of a Docker Engine. */
export type Engine = Docker

/** An Engine, and the way there. */
export interface Connection {
  readonly engine: Engine
  readonly location: EngineLocation
  /**
   * Opens the way there, if it is closed, or was cut.
   *
   * @throws FlowError `LAUNCH_DOCKER_SSH`
   */
  open(): Promise<void>
  /**
   * Makes sure that the Engine answers, if need be by a new way there.
   *
   * @throws FlowError `LAUNCH_DOCKER_UNREACHABLE`, `LAUNCH_DOCKER_TLS`, `LAUNCH_DOCKER_SSH`, `LAUNCH_DOCKER_OLD`
   */
  check(): Promise<void>
  /** The error for something that went wrong on the way there; what is none of that stays as it is. */
  explain(caught: unknown): unknown
  /** Lets the way go; it can be opened again. */
  close(): Promise<void>
}

/** Milliseconds that an Engine may think about what it is. */
const PATIENCE = 30_000

/**
 * Connects to a Docker Engine and makes sure that it answers.
 *
 * @param address - `tcp://host:port`, `ssh://user@host`, `context://name` or `unix:///path`; by default what the
 * `docker` command would talk to.
 * @throws FlowError `LAUNCH_DOCKER_ADDRESS`, `LAUNCH_DOCKER_CONTEXT`, and what {@link Connection.check} throws.
 */
export async function connectEngine(address?: string): Promise<Connection> {
  const location = await locateEngine(address, settingsOfThisUser())
  const tunnel = location.address.kind === 'ssh' ? makeTunnel(location.address) : undefined
  const explain = (cause: unknown) => explainConnection(cause, location, tunnel?.lastWords())
  const engine = await openClient(location, tunnel?.socket).catch((cause) => {
    throw explain(cause)
  })
  const connection: Connection = {
    engine,
    location,
    open: async () => await tunnel?.open(),
    check: async () => {
      await tunnel?.open()
      try {
        checkAge(await inTime(engine.version()), location)
      } catch (cause) {
        throw explain(cause)
      }
    },
    explain: (caught) => (isConnectionProblem(caught) ? explain(caught) : caught),
    close: async () => await tunnel?.close(),
  }
  try {
    await connection.check()
    return connection
  } catch (error) {
    await connection.close()
    throw error
  }
}

/** Reads the certificates that the environment names, whether they are needed or not. */
async function openClient(location: EngineLocation, socket: string | undefined): Promise<Engine> {
  // It takes 160 ms to load, which nobody should wait for who runs no container.
  const { default: Client } = await import('dockerode')
  return new Client(toClientOptions(location, socket))
}

/** Talks to an Engine, and lets go of it afterwards. */
export async function withEngine<T>(address: string | undefined, talk: (found: Connection) => Promise<T>): Promise<T> {
  const connection = await connectEngine(address)
  return await talk(connection).finally(connection.close)
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  const answered = new AbortController()
  const late = wait(PATIENCE, undefined, { signal: answered.signal }).then(() => {
    throw Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })
  })
  return await Promise.race([answer, late]).finally(() => {
    late.catch(() => {}) // aborted
    answered.abort()
  })
}
