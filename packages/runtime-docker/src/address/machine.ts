import { hostname, networkInterfaces } from 'node:os'
import { FlowError, machineOf, type PeaSpec } from '@peaflow/core'
import type { EngineLocation } from './locate.ts'

/** The name of an Engine's machine, for messages. */
export function machineNameOf({ name, address }: EngineLocation): string {
  return address.kind === 'socket' ? name : address.host
}

/**
 * Checks that a Pea of this machine is not launched on another one, where its neighbours would not find it.
 *
 * @throws FlowError `LAUNCH_DOCKER_ELSEWHERE`
 */
export function checkMachine(spec: PeaSpec, { name, address }: EngineLocation): void {
  if (machineOf(spec) !== null || address.kind === 'socket' || isThisMachine(address.host)) return
  throw new FlowError(
    'LAUNCH_DOCKER_ELSEWHERE',
    `"${spec.pod}" has no host, but the Docker Engine at ${name} runs containers on ${address.host}`,
    { hint: `Say where it runs: host: ${address.host}; or remove docker_host, DOCKER_HOST or the Docker context` },
  )
}

/** Whether a host is this machine, as far as can be told without a name server. */
function isThisMachine(host: string): boolean {
  if (machineOf({ host }) === null || host === hostname() || /^127\./.test(host)) return true
  return Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === host))
}
