import { execFile } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import { executor, fromNdjson, runCommand, startCommand, writeFlowFile } from '../process.ts'

const run = promisify(execFile)
const docker = (...args: readonly string[]) => run('docker', args)
const image = `peaflow-test/cli:${process.pid}`

/** The names of the containers of a Flow. */
async function containersOf(name: string): Promise<string[]> {
  const { stdout } = await docker('ps', '-a', '--format', '{{.Names}}')
  return stdout.split('\n').filter((container) => container.includes(name))
}

afterAll(async () => {
  await docker('rmi', '--force', image)
})

it('runs Pods in the image that it builds, and leaves no container behind', async () => {
  const built = await runCommand(['image', 'build', '--tag', image, '--json'])
  expect(built).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(built.stdout)).toMatchObject({ tag: image, size: expect.any(Number) })

  using flow = writeFlowFile(`echo: { image: "${image}", uses: ./echo.js, replicas: 2 }`)
  copyFileSync(executor('echo'), join(flow.folder, 'echo.js'))
  const { code, stdout, stderr } = await runCommand(['run', flow.file, '--lines'], 'one\ntwo\n')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(fromNdjson(stdout)).toMatchObject([{ text: 'one' }, { text: 'two' }])
  expect(await containersOf(flow.name)).toEqual([])

  const { child, ended, says } = startCommand(['up', flow.file])
  await says('is ready: 2 Peas')
  expect(await containersOf(flow.name)).toHaveLength(2)
  child.kill('SIGINT')
  expect((await ended).code).toBe(130)
  expect(await containersOf(flow.name)).toEqual([])
}, 600_000)

it('prune prints what it removed', async () => {
  const { code, stdout } = await runCommand(['prune', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ removed: expect.any(Array) })
})
