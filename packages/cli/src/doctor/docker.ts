import type { Finding } from './finding.ts'

/** What the docker runtime says of this machine. */
export async function checkDocker(): Promise<readonly Finding[]> {
  const [{ diagnose }, { bridgeGateway }] = await Promise.all([
    import('@peaflow/runtime-docker'),
    import('@peaflow/pea'),
  ])
  return await diagnose({ listenAt: bridgeGateway() })
}
