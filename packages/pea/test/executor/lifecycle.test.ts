import type { Executor } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { inProcessHost } from '../../src/executor/in-process.ts'
import { call, specIn } from './folder.ts'
import { directory, hosting, lines, one } from './hosting.ts'

describe('setup and teardown', () => {
  it('run once, with the executor as `this`, like its calls', async () => {
    const host = await hosting({
      steps: [] as string[],
      setup(this: { steps: string[] }, context) {
        this.steps.push(`setup ${Object.keys(context.parameters).length}`)
      },
      teardown(this: { steps: string[] }, { log }) {
        log.info([...this.steps, 'teardown'].join())
      },
      requests: {
        default(this: { steps: string[] }, documents) {
          this.steps.push('call')
          return documents
        },
      },
    })
    await call(host, [one])
    await Promise.all([host.teardown(), host.teardown()])
    expect(lines).toEqual([{ stream: 'stdout', text: 'setup 0,call,teardown' }])
  })

  it('report a setup that fails', async () => {
    const failing = hosting({
      setup() {
        throw new TypeError('no model')
      },
    })
    await expect(failing).rejects.toMatchObject({
      code: 'LAUNCH_EXECUTOR_SETUP',
      message: 'setup of the executor failed: TypeError: no model',
    })
  })

  it('log a teardown that fails, and go on', async () => {
    const host = await hosting({
      teardown() {
        throw new Error('no disk')
      },
    })
    await host.teardown()
    expect(lines).toEqual([{ stream: 'stderr', text: '<3>teardown of the executor failed: no disk' }])
  })

  it('may come in the wrong order: a teardown before the setup', async () => {
    await inProcessHost(specIn(directory)).teardown()
  })

  it('refuse a value that is not an executor', async () => {
    const executor: unknown = 'text'
    await expect(hosting(executor as Executor)).rejects.toMatchObject({ code: 'LAUNCH_EXECUTOR_EXPORT' })
  })
})
