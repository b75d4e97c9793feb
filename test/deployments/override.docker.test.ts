import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { renderFlow } from '../../packages/cli/src/export/render.ts'
import { exportedFlow } from '../../packages/cli/test/export/random-flow.ts'
import { requestOf, writeExport } from '../../packages/cli/test/export/rendered.ts'
import { describeDocker } from '../../packages/runtime-docker/test/docker/engine.ts'
import { COMPOSE, compose } from './compose.ts'

/** An override that changes nothing. Compose 1.29 merges every service of the first file all the same. */
const OVERRIDE = { services: { gateway: {} } }

// Compose replaces what has another hash: a first override would end the Flow, whatever it changes.
describeDocker('Docker Compose', () => {
  it.skipIf(COMPOSE === undefined)('an override leaves what it does not change as it was', async () => {
    await fc.assert(
      fc.asyncProperty(exportedFlow, async (flow) => {
        const folder = writeExport(renderFlow(requestOf(flow, 'compose')))
        const alone = await hashes(folder)
        writeFileSync(join(folder, 'compose.override.yaml'), JSON.stringify(OVERRIDE))
        expect(await hashes(folder)).toEqual(alone)
      }),
      { numRuns: 5, endOnFailure: true },
    )
  })
})

/** What Compose compares to find out what has changed, for each service. */
async function hashes(folder: string): Promise<readonly string[]> {
  return (await compose(folder, 'config', '--hash', '*')).split('\n').sort()
}
