import { FlowError } from '@peaflow/core'
import type { EngineLocation } from '../address/locate.ts'

/** The first Engine that knows `host-gateway`, without which a container does not find its machine. */
export const OLDEST_ENGINE = { release: '20.10', api: '1.41' } as const

/** Of an Engine's answer about itself, what is read here; another server answers something else. */
export interface EngineVersion {
  readonly Version?: string
  readonly ApiVersion?: string
}

/**
 * Checks that an Engine knows what we ask of it. A newer one understands us as well: we name no version, so it takes its
 * own.
 *
 * @throws FlowError `LAUNCH_DOCKER_OLD`
 */
export function checkAge({ Version, ApiVersion }: EngineVersion, { name }: Pick<EngineLocation, 'name'>): void {
  const { release, api } = OLDEST_ENGINE
  if (ApiVersion === undefined) throw new Error('what answers there is no Docker Engine')
  if (ApiVersion.localeCompare(api, 'en', { numeric: true }) >= 0) return
  throw new FlowError('LAUNCH_DOCKER_OLD', `the Docker Engine at ${name} is too old: ${Version}, API ${ApiVersion}`, {
    hint: `Install Engine ${release} (API ${api}) or later there`,
  })
}
