import type { Agent } from 'node:http'
import type { DockerOptions } from 'dockerode'
import type { EngineLocation } from '../address/locate.ts'
import { openAgent } from './agent.ts'

/** The options of dockerode, with the agent that its types lack. */
export type ClientOptions = DockerOptions & { readonly agent?: Agent }

/** Options that dockerode would otherwise read from the environment; `locateEngine` has read it already. */
const UNSET = { host: undefined, port: undefined, ca: undefined, cert: undefined, key: undefined } as const

/**
 * The options of dockerode for an Engine.
 *
 * @param tunnelSocket - the socket of this machine that leads to an Engine behind `ssh`.
 */
export function toClientOptions({ address, tls = {} }: Omit<EngineLocation, 'name'>, tunnelSocket = ''): ClientOptions {
  if (address.kind !== 'tcp') {
    return { ...UNSET, protocol: 'http', socketPath: address.kind === 'ssh' ? tunnelSocket : address.path }
  }
  const { host, port, secure } = address
  const protocol = secure ? 'https' : 'http'
  const agent = openAgent(secure ? tls : undefined)
  return { ...UNSET, protocol, host: `${protocol}://${host.includes(':') ? `[${host}]` : host}`, port, agent }
}
