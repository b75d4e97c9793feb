import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { loadRuntime, readRuntimes } from '../../src/run/custom-runtime.ts'
import { executor, fromNdjson, peasOf, runCommand, writeFlowFile } from '../process.ts'

const runtime = executor('pea-runtime')
const directory = fileURLToPath(new URL('..', import.meta.url))

it('--runtime gives a Flow a runtime that is not ours', async () => {
  using flow = writeFlowFile(`echo: { uses: ${executor('echo')}, runtime: lambda, replicas: 2 }`)
  const { code, stdout, stderr } = await runCommand(
    ['run', flow.file, '--lines', `--runtime=lambda=${runtime}`],
    'one\n',
  )
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(fromNdjson(stdout)).toMatchObject([{ text: 'one' }])
  expect(await peasOf(flow)).toEqual([])
})

it('finds a runtime that a Pod names by its package', async () => {
  using flow = writeFlowFile(`echo: { uses: ${executor('echo')}, runtime: ${runtime} }`)
  const { code, stdout } = await runCommand(['run', flow.file, '--lines'], 'one\n')
  expect({ code, lines: fromNdjson(stdout).length }).toEqual({ code: 0, lines: 1 })
})

it('says which runtime is not there, and what to do', async () => {
  using flow = writeFlowFile('echo: { runtime: peaflow-nowhere }')
  const { code, stderr } = await runCommand(['run', flow.file], '{}\n')
  expect(code).toBe(2)
  expect(stderr).toMatch(/the runtime "peaflow-nowhere" cannot be loaded: .*\[CONFIG_RUNTIME\]/)
  expect(stderr).toContain('hint: Install it beside the flow file: npm install peaflow-nowhere')
})

it.each(['lambda', '=package', 'lambda='])('says that %j is no runtime', (text) => {
  expect(() => readRuntimes([text], directory)).toThrow(expect.objectContaining({ code: 'CONFIG_RUNTIME' }))
})

it('says that a module is no runtime', async () => {
  const loading = loadRuntime({ name: 'echo', package: './flows/slow.js', directory })
  await expect(loading).rejects.toMatchObject({ code: 'CONFIG_RUNTIME', message: /makes no launcher/ })
})
