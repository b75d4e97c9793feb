import type { Executor } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { inProcessHost } from '../../src/executor/in-process.ts'
import { call, specIn } from './folder.ts'
import { directory, hosting, lines, one } from './hosting.ts'

describe('setup and teardown', () => {
  it('run once, with the executor as this, as its calls do', async () => {
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

  it('tells of a setup that fails', async () => {
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

  it('logs a teardown that fails, and goes on', async () => {
    const host = await hosting({
      teardown() {
        throw new Error('no disk')
      },
    })
    await host.teardown()
    expect(lines).toEqual([{ stream: 'stderr', text: 'teardown of the executor failed: no disk' }])
  })

  it('may be torn down before it is set up', async () => {
    await inProcessHost(specIn(directory)).teardown()
  })

  it('refuses what is not an executor', async () => {
    const executor: unknown = 'text'
    await expect(hosting(executor as Executor)).rejects.toMatchObject({ code: 'LAUNCH_EXECUTOR_EXPORT' })
  })
})
