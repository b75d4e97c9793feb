import { FlowError } from '@peaflow/core'
import type { EngineLocation } from '../address/locate.ts'

/** The first Engine that supports `host-gateway`, without which a container cannot reach its machine. */
export const OLDEST_ENGINE = { release: '20.10', api: '1.41' } as const

/** The fields of an Engine's version that are read here. Another HTTP server may not return them. */
export interface EngineVersion {
  readonly Version?: string
  readonly ApiVersion?: string
}

/**
 * Checks that an Engine is new enough. A newer one is fine: requests name no API version, so the Engine uses its own.
 *
 * @throws FlowError `LAUNCH_DOCKER_OLD`
 */
export function checkVersion({ Version, ApiVersion }: EngineVersion, { name }: Pick<EngineLocation, 'name'>): void {
  const { release, api } = OLDEST_ENGINE
  if (ApiVersion === undefined) throw new Error('the server there is not a Docker Engine')
  if (ApiVersion.localeCompare(api, 'en', { numeric: true }) >= 0) return
  throw new FlowError('LAUNCH_DOCKER_OLD', `the Docker Engine at ${name} is too old: ${Version}, API ${ApiVersion}`, {
    hint: `Install Engine ${release} (API ${api}) or later on that machine`,
  })
}
