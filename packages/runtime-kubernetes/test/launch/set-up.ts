import { afterAll, beforeAll, vi } from 'vitest'
import { loadImage } from './images.ts'
import { type LaunchNamespace, openLaunchNamespace } from './namespace.ts'

/**
 * Gives the tests of a group a namespace, in a cluster that has the image of their Peas. The launchers that they make are
 * those of a user who may do what this runtime needs, and nothing else.
 */
export function setUpNamespace(): () => LaunchNamespace {
  let namespace: LaunchNamespace
  beforeAll(async () => {
    await loadImage()
    namespace = await openLaunchNamespace()
    vi.stubEnv('KUBECONFIG', namespace.kubeconfig)
  }, 600_000)
  afterAll(async () => {
    vi.unstubAllEnvs()
    await namespace.close()
  })
  return () => namespace
}
