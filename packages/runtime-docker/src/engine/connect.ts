import type Docker from 'dockerode'
import { type EngineLocation, locateEngine } from '../address/locate.ts'
import { settingsOfThisUser } from '../address/settings.ts'
import { resolvesWithin } from '../async/resolves-within.ts'
import { makeTunnel } from '../ssh/tunnel.ts'
import { toClientOptions } from './client-options.ts'
import { explainConnection, isConnectionError } from './connection-error.ts'
import { makeProbe } from './probe.ts'
import { checkVersion } from './version.ts'

/** A client of a Docker Engine. */
export type Engine = Docker

/** A connection to an Engine. */
export interface Connection {
  readonly engine: Engine
  readonly location: EngineLocation
  /**
   * Opens the tunnel to an Engine behind `ssh`, if it is closed or was cut.
   *
   * @throws FlowError `LAUNCH_DOCKER_SSH`
   */
  open(): Promise<void>
  /**
   * Makes sure that the Engine responds, through a new tunnel if necessary.
   *
   * @throws FlowError `LAUNCH_DOCKER_UNREACHABLE`, `LAUNCH_DOCKER_TLS`, `LAUNCH_DOCKER_SSH`, `LAUNCH_DOCKER_OLD`
   */
  check(): Promise<void>
  /** Whether the Engine answers, within 2 s. Does not open the tunnel. Never rejects. */
  responds(): Promise<boolean>
  /** Turns a connection error into a FlowError that explains it; returns any other error as it is. */
  explain(caught: unknown): unknown
  /** Closes the tunnel; `open` opens it again. */
  close(): Promise<void>
}

/** Milliseconds that an Engine has to report its version. */
const VERSION_TIMEOUT = 30_000

/**
 * Connects to a Docker Engine and makes sure that it responds.
 *
 * @param address - `tcp://host:port`, `ssh://user@host`, `context://name` or `unix:///path`; by default the Engine of
 * the `docker` command.
 * @throws FlowError `LAUNCH_DOCKER_ADDRESS`, `LAUNCH_DOCKER_CONTEXT`, and what {@link Connection.check} throws.
 */
export async function connectEngine(address?: string): Promise<Connection> {
  const location = await locateEngine(address, settingsOfThisUser())
  const tunnel = location.address.kind === 'ssh' ? makeTunnel(location.address) : undefined
  const explain = (cause: unknown) => explainConnection(cause, location, tunnel?.lastLines())
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
        checkVersion(await inTime(engine.version()), location)
      } catch (cause) {
        throw explain(cause)
      }
    },
    responds: makeProbe(engine),
    explain: (caught) => (isConnectionError(caught) ? explain(caught) : caught),
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

/** dockerode reads the certificates that the environment names here, even where they are not used. */
async function openClient(location: EngineLocation, socket: string | undefined): Promise<Engine> {
  // Loading dockerode takes 160 ms, which a Flow without containers should not pay.
  const { default: Client } = await import('dockerode')
  return new Client(toClientOptions(location, socket))
}

/** Connects to an Engine for the time of one call of `use`. */
export async function withEngine<T>(
  address: string | undefined,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connectEngine(address)
  return await use(connection).finally(connection.close)
}

async function inTime<T>(response: Promise<T>): Promise<T> {
  if (await resolvesWithin(VERSION_TIMEOUT, response)) return await response
  throw Object.assign(new Error('no response in time'), { code: 'ETIMEDOUT' })
}
