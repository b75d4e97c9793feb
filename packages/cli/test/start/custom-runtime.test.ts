import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { parseRuntimes } from '../../src/screen/runtimes.ts'
import { loadRuntime } from '../../src/start/custom-runtime.ts'
import { executor, fromNdjson, peasOf, runCommand, writeFlowFile } from '../process.ts'

const runtime = executor('pea-runtime')
const directory = fileURLToPath(new URL('..', import.meta.url))

it('is loaded by --runtime', async () => {
  using flow = writeFlowFile(`echo: { uses: ${executor('echo')}, runtime: lambda, replicas: 2 }`)
  const { code, stdout, stderr } = await runCommand(
    ['run', flow.file, '--lines', `--runtime=lambda=${runtime}`],
    'one\n',
  )
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(fromNdjson(stdout)).toMatchObject([{ text: 'one' }])
  expect(await peasOf(flow)).toEqual([])
})

it('is found by its package, when a Pod names it so', async () => {
  using flow = writeFlowFile(`echo: { uses: ${executor('echo')}, runtime: ${runtime} }`)
  const { code, stdout } = await runCommand(['run', flow.file, '--lines'], 'one\n')
  expect({ code, lines: fromNdjson(stdout).length }).toEqual({ code: 0, lines: 1 })
})

it('is named, with a hint, when it cannot be loaded', async () => {
  using flow = writeFlowFile('echo: { runtime: peaflow-nowhere }')
  const { code, stderr } = await runCommand(['run', flow.file], '{}\n')
  expect(code).toBe(2)
  expect(stderr).toMatch(/the runtime "peaflow-nowhere" cannot be loaded: .*\[CONFIG_RUNTIME\]/)
  expect(stderr).toContain('hint: Install it beside the flow file: npm install peaflow-nowhere')
})

it.each(['lambda', '=package', 'lambda='])('rejects --runtime %j', (text) => {
  expect(() => parseRuntimes([text])).toThrow(expect.objectContaining({ code: 'CONFIG_RUNTIME' }))
})

it('rejects a module that is not a runtime', async () => {
  const loading = loadRuntime({ name: 'echo', package: './flows/slow.js', directory })
  await expect(loading).rejects.toMatchObject({ code: 'CONFIG_RUNTIME', message: /makes no launcher/ })
})
