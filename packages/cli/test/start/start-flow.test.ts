import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Document, PeaLauncher } from '@peaflow/core'
import { buildFlow, Flow, type FlowProblem } from '@peaflow/flow'
import { inlineLauncher } from '@peaflow/runtime-local'
import { describe, expect, it } from 'vitest'
import { startFlow } from '../../src/start.ts'
import { executor, writeFlowFile } from '../process.ts'

const shout = (documents: readonly Document[]) => documents.map(({ text = '' }) => ({ text: text.toUpperCase() }))
const hello: Document[] = [{ id: 'a', text: 'hello' }]

describe('startFlow', () => {
  it('takes a Flow, with its functions', async () => {
    await using running = await startFlow(new Flow().add({ uses: shout }))
    expect(await running.request('/', hello)).toMatchObject([{ text: 'HELLO' }])
  })

  it('takes a plan, with its executors', async () => {
    const flow = new Flow().add({ uses: shout })
    await using running = await startFlow(buildFlow(flow), { executors: flow.executors })
    expect(await running.request('/', hello)).toMatchObject([{ text: 'HELLO' }])
  })

  it('takes the path of a flow file, as a string or a URL, and resolves executors from its folder', async () => {
    using flow = writeFlowFile('echo: { uses: ./executors/echo.js, runtime: inline }')
    mkdirSync(join(flow.folder, 'executors'))
    writeFileSync(join(flow.folder, 'executors', 'echo.js'), 'module.exports = (documents) => documents\n')
    for (const source of [flow.file, pathToFileURL(flow.file)]) {
      await using running = await startFlow(source)
      expect(await running.request('/', hello)).toMatchObject(hello)
    }
  })

  it('has a launcher for processes and threads', async () => {
    const flow = new Flow()
      .add({ uses: executor('echo'), runtime: 'process' })
      .add({ uses: executor('echo'), runtime: 'thread' })
    await using running = await startFlow(flow)
    expect(await running.request('/', hello)).toMatchObject(hello)
  })

  it('can scale what it started', async () => {
    await using running = await startFlow(new Flow().add({ name: 'pass', replicas: 2, runtime: 'inline' }))
    await running.scale('pass', 3)
    expect(running.plan.peas.filter(({ pod, role }) => pod === 'pass' && role === 'replica')).toHaveLength(3)
  })

  it('prefers a launcher that is handed in, and then a runtime package that is named', async () => {
    const launched: string[] = []
    const inline = inlineLauncher()
    const own: PeaLauncher = {
      ...inline,
      launch: (spec, options) => {
        launched.push(spec.id)
        return inline.launch(spec, options)
      },
    }
    const flow = new Flow().add({ name: 'a', runtime: 'thread' }).add({ name: 'b', runtime: 'lambda' })
    const runtimes = { thread: 'peaflow-nowhere', lambda: executor('pea-runtime') }
    await using running = await startFlow(flow, { launchers: { thread: own }, runtimes })
    expect(launched).toEqual(['a/0'])
    expect(await running.request('/', hello)).toMatchObject(hello)
  })

  it('hands on the warnings of a flow file', async () => {
    using flow = writeFlowFile(
      'a: { runtime: inline }',
      'b: { runtime: inline, needs: a }',
      'c: { runtime: inline, needs: a }',
    )
    const warnings: FlowProblem[] = []
    await using _running = await startFlow(flow.file, { onWarning: (warning) => warnings.push(warning) })
    expect(warnings).toMatchObject([{ code: 'TOPOLOGY_SIDE_BRANCH', file: flow.file }])
  })

  it('rejects a flow file whose executor is missing, before anything starts', async () => {
    using flow = writeFlowFile('a: { uses: ./lost.js }')
    await expect(startFlow(flow.file)).rejects.toMatchObject({ code: 'CONFIG_EXECUTOR_FILE' })
  })

  it('rejects a Flow that cannot be built', async () => {
    await expect(startFlow(new Flow())).rejects.toMatchObject({ code: expect.stringMatching(/^TOPOLOGY_/) })
  })

  it.each([[{}], [undefined], [3]])('rejects %j, which is not startable', async (source) => {
    await expect(Reflect.apply(startFlow, undefined, [source])).rejects.toMatchObject({ code: 'CONFIG_FLOW_FILE' })
  })

  it('can be aborted', async () => {
    const starting = startFlow(new Flow().add({ uses: shout }), { signal: AbortSignal.abort() })
    await expect(starting).rejects.toMatchObject({ code: 'LAUNCH_ABORTED' })
  })
})
