import { findHostname } from '../flow-file/hostname.ts'
import type { Finding } from './finding.ts'

/** What the docker runtime finds about this machine and an Engine. */
export async function checkDocker(dockerHost: string | undefined): Promise<readonly Finding[]> {
  const [{ diagnose }, { bridgeGateway }] = await Promise.all([
    import('@peaflow/runtime-docker'),
    import('@peaflow/protocol'),
  ])
  return await diagnose({ listenAt: bridgeGateway(), dockerHost, findHostname })
}
