import type { Agent } from 'node:http'
import type { DockerOptions } from 'dockerode'
import type { EngineLocation } from '../address/locate.ts'
import { openAgent } from './agent.ts'

/** The options of dockerode: its types leave out the agent. */
export type ClientOptions = DockerOptions & { readonly agent?: Agent }

/** What dockerode would else take from the environment, which was heeded already where it counts. */
const NOTHING = { host: undefined, port: undefined, ca: undefined, cert: undefined, key: undefined } as const

/**
 * The options of dockerode for an Engine.
 *
 * @param tunnel - the socket of this machine that leads to an Engine behind `ssh`.
 */
export function toClientOptions({ address, tls = {} }: Omit<EngineLocation, 'name'>, tunnel = ''): ClientOptions {
  if (address.kind !== 'tcp') {
    return { ...NOTHING, protocol: 'http', socketPath: address.kind === 'ssh' ? tunnel : address.path }
  }
  const { host, port, secure } = address
  const protocol = secure ? 'https' : 'http'
  const agent = openAgent(secure ? tls : undefined)
  return { ...NOTHING, protocol, host: `${protocol}://${host.includes(':') ? `[${host}]` : host}`, port, agent }
}
