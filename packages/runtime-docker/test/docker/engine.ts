import Docker from 'dockerode'
import { describe, expect } from 'vitest'
import { LABELS } from '../../src/labels/labels.ts'

/** The Engine of this machine. */
export const engine = new Docker()

const missing = await findMissing()

if (missing !== undefined && process.env.CI) throw new Error(missing)
if (missing !== undefined) console.warn(`Skipped, because ${missing}`)

/** A group of tests that need a Docker Engine. Without one they are skipped, and in CI they fail. */
export const describeDocker = describe.skipIf(missing !== undefined)

/** The names of all containers of a Flow, in any state. */
export async function containersOf(flow: string): Promise<readonly string[]> {
  const list = await engine.listContainers({ all: true, filters: { label: [`${LABELS.flow}=${flow}`] } })
  return list.map(({ Names }) => Names[0] ?? '')
}

/**
 * Pauses a container. With cgroups of version 1 that is "a game of chances" (opencontainers/runc#2791): on a busy machine the
 * Engine may be unable to freeze it, and is asked until it is.
 */
export async function pause(container: string): Promise<void> {
  await expect.poll(async () => await engine.getContainer(container).pause()).toBeDefined()
}

/** What the tests lack: an Engine, or one of the release that `PEAFLOW_TEST_ENGINE` asks for, or a newer one. */
async function findMissing(): Promise<string | undefined> {
  try {
    const { Version } = await engine.version()
    const release = Number(process.env.PEAFLOW_TEST_ENGINE ?? 0)
    if (Number.parseInt(Version, 10) >= release) return undefined
    return `Docker Engine ${Version} responds, not ${release} or later: see scripts/start-current-dockerd`
  } catch (error) {
    return `no Docker Engine responds: ${(error as Error).message}`
  }
}
