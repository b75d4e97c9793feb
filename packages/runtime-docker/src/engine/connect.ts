import { FlowError } from '@peaflow/core'
import type Docker from 'dockerode'
import { findEngineAddress, settingsOfThisUser } from './address.ts'
import { explainConnection } from './problem.ts'

/** A client of a Docker Engine. */
export type Engine = Docker

/**
 * Connects to a Docker Engine and makes sure that it answers.
 *
 * @param address - `unix:///path` or `tcp://host:port`; by default what the `docker` command would talk to.
 * @throws FlowError `LAUNCH_DOCKER_UNREACHABLE`, `LAUNCH_DOCKER_ADDRESS`
 */
export async function connectEngine(address?: string): Promise<Engine> {
  const engine = await openEngine(address)
  try {
    await engine.ping()
    return engine
  } catch (cause) {
    throw explainConnection(cause, address)
  }
}

async function openEngine(given: string | undefined): Promise<Engine> {
  const address = given ?? (await findEngineAddress(settingsOfThisUser()))
  // It takes 160 ms to load, which nobody should wait for who runs no container.
  const { default: Client } = await import('dockerode')
  if (address === undefined) return new Client()
  const { protocol, hostname, port, pathname } = parseAddress(address)
  if (protocol === 'unix:') return new Client({ socketPath: decodeURIComponent(pathname) })
  if (protocol === 'tcp:' || protocol === 'http:')
    return new Client({ protocol: 'http', host: hostname, port: port || 2375 })
  throw noAddress(address)
}

function parseAddress(address: string): URL {
  if (URL.canParse(address)) return new URL(address)
  throw noAddress(address)
}

function noAddress(address: string): FlowError {
  return new FlowError('LAUNCH_DOCKER_ADDRESS', `"${address}" is no address of a Docker Engine`, {
    hint: 'Set DOCKER_HOST to unix:///path/to/docker.sock or tcp://host:2375, or unset it',
  })
}
