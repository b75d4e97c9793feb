import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
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

/** Runs a command in the container, and returns what it writes to stdout. */
async function execute(...command: readonly string[]): Promise<string> {
  const exec = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true })
  const lines: string[] = []
  const stream = await exec.start({ hijack: true, stdin: false })
  await openOutput(({ stream, text }) => stream === 'stdout' && lines.push(text)).read(stream)
  return lines.join('\n')
}

/** A program that calls the Flow with a token, and prints the status and the answer. */
const CALL = `fetch('http://127.0.0.1:8080/', {
  method: 'POST', headers: { authorization: 'Bearer ' + process.argv[1], 'content-type': 'application/json' },
  body: '[{"id": "1", "number": 7}]',
}).then(async (answer) => console.log(answer.status, (await answer.text()).trim()))`

describeDocker('a Flow in one container', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)
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
  test('it is served with a token, and operated from inside', async () => {
    flow = writeFlowFile(...PODS)
    writeFileSync(join(flow.folder, 'token'), 'secret\n')
    const stream = await create('up', '/flow/flow.yml', '--http', '0.0.0.0:8080', '--token-file', '/flow/token')
    await new Promise<void>((resolve) => {
      void openOutput(({ text }) => /serving/.test(text) && resolve()).read(stream)
    })
    expect(await execute('node', '-e', CALL, 'secret')).toMatch(/^200 .*"times5":35/)
    expect(await execute('node', '-e', CALL, 'guess')).toMatch(/^401 .*REQUEST_TOKEN/)
    expect(await execute('peaflow', 'ps')).toMatch(/d1\/0/)
    await container.stop()
    expect((await container.inspect()).State).toMatchObject({ Running: false, ExitCode: 0 })
  })
})
