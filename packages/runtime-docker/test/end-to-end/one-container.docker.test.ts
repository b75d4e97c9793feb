import type { Container } from 'dockerode'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { type FlowFile, fromNdjson, toNdjson, writeFlowFile } from '../../../cli/test/process.ts'
import { openOutput } from '../../src/container/output.ts'
import { describeDocker, engine } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { directory } from './start.ts'

const PODS = [
  'd1: { uses: /executors/times.mjs, with: { by: 2 }, replicas: 3 }',
  'd2: { uses: /executors/times.mjs, with: { by: 3 }, needs: d1, runtime: thread }',
  'd3: { uses: /executors/times.mjs, with: { by: 5 }, needs: d1 }',
  'both: { needs: [d2, d3], uses: _merge }',
]

let image = ''
let flow: FlowFile
let container: Container

/** Starts a container that runs the whole command, with the folders of the flow file and the executors mounted. */
async function create(...command: readonly string[]): Promise<NodeJS.ReadWriteStream> {
  container = await engine.createContainer({
    Image: image,
    Entrypoint: ['peaflow'],
    Cmd: [...command],
    User: `${process.getuid?.()}:${process.getgid?.()}`,
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: { Init: true, NetworkMode: 'none', Binds: [`${flow.folder}:/flow`, `${directory}:/executors:ro`] },
  })
  const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true })
  await container.start()
  return stream
}

describeDocker('a Flow in one container', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 60_000)
  afterEach(async () => {
    await container.remove({ force: true })
    flow[Symbol.dispose]()
  })

  test('it runs all Pods in the container, and returns the results', async () => {
    flow = writeFlowFile(...PODS)
    const stream = await create('run', '/flow/flow.yml')
    const documents = Array.from({ length: 50 }, (_, number) => ({ id: `${number}`, number }))
    const lines: string[] = []
    const read = openOutput(({ stream, text }) => stream === 'stdout' && lines.push(text)).read(stream)
    stream.end(toNdjson(documents))
    await read
    expect(await container.wait()).toMatchObject({ StatusCode: 0 })
    expect(fromNdjson(lines.join('\n'))).toEqual(
      documents.map((document) => ({
        ...document,
        tags: { times2: document.number * 2, times3: document.number * 3, times5: document.number * 5 },
      })),
    )
  })

  test('it stays up until the container is stopped', async () => {
    flow = writeFlowFile(...PODS)
    const stream = await create('up', '/flow/flow.yml')
    await new Promise<void>((resolve) => {
      void openOutput(({ text }) => /ready/.test(text) && resolve()).read(stream)
    })
    const { Processes } = (await container.top()) as { readonly Processes: readonly (readonly string[])[] }
    // d1/0 to d1/2 and d1/tail, d3/0 and both/0; d2 is a thread of the command.
    expect(Processes.filter((process) => process.join(' ').includes('pea.cjs'))).toHaveLength(6)
    await container.stop()
    expect((await container.inspect()).State).toMatchObject({ Running: false, OOMKilled: false })
  })
})
