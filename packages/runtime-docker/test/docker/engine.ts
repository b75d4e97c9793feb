import Docker from 'dockerode'
import { describe } from 'vitest'
import { LABELS } from '../../src/labels/labels.ts'

/** The Engine of this machine. */
export const engine = new Docker()

const unreachable = await engine.ping().then(
  () => undefined,
  (error: Error) => error,
)

if (unreachable !== undefined && process.env.CI) throw unreachable
if (unreachable !== undefined) console.warn(`Skipped, because no Docker Engine responds: ${unreachable.message}`)

/** A group of tests that need a Docker Engine. Without one they are skipped, and in CI they fail. */
export const describeDocker = describe.skipIf(unreachable !== undefined)

/** The names of all containers of a Flow, in any state. */
export async function containersOf(flow: string): Promise<readonly string[]> {
  const list = await engine.listContainers({ all: true, filters: { label: [`${LABELS.flow}=${flow}`] } })
  return list.map(({ Names }) => Names[0] ?? '')
}
