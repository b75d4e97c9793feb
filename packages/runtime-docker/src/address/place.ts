import { hostname, networkInterfaces } from 'node:os'
import { FlowError, machineOf, type PeaSpec } from '@peaflow/core'
import type { EngineLocation } from './locate.ts'

/** What a person calls the machine of an Engine. */
export function placeOf({ name, address }: EngineLocation): string {
  return address.kind === 'socket' ? name : address.host
}

/**
 * Checks that a Pea of this machine is not about to run on another one, where nobody would find it.
 *
 * @throws FlowError `LAUNCH_DOCKER_ELSEWHERE`
 */
export function checkPlace(spec: PeaSpec, { name, address }: EngineLocation): void {
  if (machineOf(spec) !== null || address.kind === 'socket' || isHere(address.host)) return
  throw new FlowError(
    'LAUNCH_DOCKER_ELSEWHERE',
    `"${spec.pod}" has no host, but the Docker Engine at ${name} runs containers on ${address.host}`,
    { hint: `Say where it runs: host: ${address.host}; or leave out docker_host, DOCKER_HOST or the Docker context` },
  )
}

/** Whether a host is this machine, as far as it knows without asking anybody. */
function isHere(host: string): boolean {
  if (machineOf({ host }) === null || host === hostname() || /^127\./.test(host)) return true
  return Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === host))
}
