import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import {
  type FlowFile,
  fromNdjson,
  peasOf,
  runCommand,
  startCommand,
  toNdjson,
  writeFlowFile,
} from '../../../cli/test/process.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { directory } from './start.ts'

let image = ''
let file: FlowFile

/** Writes a flow file with these Pods, each a line of YAML. */
function write(...pods: readonly string[]): FlowFile {
  file = writeFlowFile(...pods)
  return file
}

const executor = (name: string) => join(directory, name)

describeDocker('peaflow with containers', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)
  afterEach(async () => {
    expect(await containersOf(file.name)).toEqual([])
    expect(await peasOf(file)).toEqual([])
    file[Symbol.dispose]()
  })

  test('it sends documents through containers', async () => {
    const { file } = write(
      `encode: { image: '${image}', uses: ${executor('encode.yml')}, replicas: 2 }`,
      `index: { uses: ${executor('index.mjs')} }`,
    )
    const { code, stdout } = await runCommand(['run', file], toNdjson([{ id: '1' }, { id: '2' }]))
    expect(code).toBe(0)
    expect(fromNdjson(stdout)).toMatchObject([
      { id: '1', tags: { encode: { inside: true }, indexed: true } },
      { id: '2', tags: { encode: { inside: true }, indexed: true } },
    ])
  })

  test('it says which image is missing and what to type, before anything is started', async () => {
    const { file, folder } = write(
      `local: { uses: ${executor('setup-mark.mjs')}, workspace: ./work }`,
      `encode: { image: 'peaflow-test/none:1', pull: never }`,
    )
    const { code, stderr } = await runCommand(['run', file])
    expect(code).toBe(1)
    expect(stderr).toContain('the image peaflow-test/none:1 is not on this machine')
    expect(stderr).toContain('docker build -t peaflow-test/none:1 .')
    expect(stderr).toContain('LAUNCH_IMAGE_MISSING')
    expect(existsSync(join(folder, 'work'))).toBe(false)
  })

  test('it reports the exit code and the last lines of a container that ends at its start', async () => {
    const { file } = write(`encode: { image: '${image}', uses: ${executor('trouble.mjs')}, with: { trouble: crash } }`)
    const { code, stderr } = await runCommand(['run', file])
    expect(code).toBe(1)
    expect(stderr).toContain('"encode/0" ended before it was ready: exit code 3')
    expect(stderr).toContain('the model is broken')
  })

  test('it says that a container ran out of memory, and what its limit was', async () => {
    const pod = `image: '${image}', uses: ${executor('trouble.mjs')}, with: { trouble: eat }, memory: 96MB`
    const { code, stderr } = await runCommand(['run', write(`encode: { ${pod} }`).file])
    expect(code).toBe(1)
    expect(stderr).toContain('out of memory (limit 96 MB)')
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('it leaves nothing after %s', async (signal) => {
    const { file, name } = write(`encode: { image: '${image}', replicas: 2 }`)
    const { child, ended, says } = startCommand(['up', file])
    await says(/is up|ready/)
    expect(await containersOf(name)).toHaveLength(2)
    child.kill(signal)
    expect((await ended).code).not.toBeNull()
  })

  test('it leaves nothing after a second ^C, while a container takes long to stop', async () => {
    const { file } = write(`encode: { image: '${image}', uses: ${executor('trouble.mjs')}, with: { slow: true } }`)
    const { child, ended, says } = startCommand(['up', file])
    await says(/is up|ready/)
    child.kill('SIGINT')
    await says(/stopping|again/i)
    child.kill('SIGINT')
    expect((await ended).code).toBe(130)
  })

  test.each(['idle', 'late'])('it leaves nothing after kill -9, with a container that is %s', async (trouble) => {
    const { file, name } = write(
      `encode: { image: '${image}', uses: ${executor('trouble.mjs')}, with: { trouble: ${trouble} }, replicas: 2 }`,
    )
    const { child, ended, says } = startCommand(trouble === 'late' ? ['run', file, '--batch', '1'] : ['up', file])
    if (trouble === 'late') {
      child.stdin.write(toNdjson([{ id: '1' }]))
      await says('looping')
    } else await says(/is up|ready/)
    const removed = (await containersOf(name)).map((container) =>
      engine.getContainer(container.slice(1)).wait({ condition: 'removed' }),
    )
    expect(removed).toHaveLength(2)
    child.kill('SIGKILL')
    await Promise.all([ended, ...removed])
  })
})
