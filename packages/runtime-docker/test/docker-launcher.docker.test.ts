import { once } from 'node:events'
import type { PeaHandle, PeaLogLine, PeaSpec } from '@peaflow/core'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { dockerLauncher } from '../src/docker-launcher.ts'
import { containersOf, describeDocker, engine } from './docker/engine.ts'
import { buildTestImage, TEST_IMAGE } from './docker/image.ts'
import { specOf } from './spec.ts'

const flow = `launcher-${process.pid}`
const launcher = dockerLauncher()

type Deed = readonly [deed: string, argument?: unknown]

describeDocker('dockerLauncher', () => {
  beforeAll(buildTestImage)
  afterEach(async () => expect(await containersOf(flow)).toEqual([]))

  test('it runs a container to its end', async () => {
    const lines: PeaLogLine[] = []
    const handle = await launcher.launch(
      specToDo([
        ['say', 'hello'],
        ['warn', 'world'],
        ['exit', 3],
      ]),
      {
        onLog: (line) => lines.push(line),
      },
    )
    expect(await handle.exited).toEqual({
      code: 3,
      signal: null,
      lastLines: expect.arrayContaining(['hello', 'world']),
    })
    expect(lines).toContainEqual({ stream: 'stdout', text: 'hello' })
    expect(lines).toContainEqual({ stream: 'stderr', text: 'world' })
  })
})

function specToDo(deeds: readonly Deed[], changes: Partial<PeaSpec> = {}): PeaSpec {
  return specOf({ flow, image: TEST_IMAGE, with: { do: deeds }, directory: '/tmp/peaflow-docker', ...changes })
}
