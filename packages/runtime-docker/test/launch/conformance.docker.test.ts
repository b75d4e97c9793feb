import { type ConformanceSubject, conformanceCases } from '@peaflow/runtime-conformance'
import { beforeAll, test } from 'vitest'
import { LABELS } from '../../src/labels/labels.ts'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'

const flow = `conformance-${process.pid}`
const workspace = makeFolder()
let image: string

const subject: ConformanceSubject = {
  timeout: 120_000,
  createLauncher: () => dockerLauncher(),
  adapt: (spec) => ({ ...spec, flow, image, workspace }),
  nothingToRun: (spec) => ({ launcher: dockerLauncher(), spec: { ...spec, image: '127.0.0.1:1/nothing/here:1' } }),
  exposed: async () => {
    const filters = { label: [`${LABELS.flow}=${flow}`] }
    const list = await engine.listContainers({ all: true, filters })
    return JSON.stringify(await Promise.all(list.map(({ Id }) => engine.getContainer(Id).inspect())))
  },
  countLeftovers: async () => (await containersOf(flow)).length,
}

describeDocker('a docker launcher', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)
  test.each(conformanceCases.map((one) => [one.name, one] as const))('%s', async (_case, { run }) => run(subject))
})
