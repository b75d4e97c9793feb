import type { PeaSpec } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { call, specIn } from '../folder.ts'
import { directory, one, open } from './hosting.ts'
import { exec } from './programs.ts'

describe('a program of lines', () => {
  const spec = (more: Partial<PeaSpec> = {}) =>
    specIn(directory, { uses: { exec: exec([process.execPath, 'lines.mjs'], { protocol: 'lines' }) }, ...more })

  it('answers calls in order, fails some, and ends when its input does', async () => {
    const host = open(spec({ concurrency: 3 }))
    await host.setup()
    const answers = ['/a', '/fail', '/b'].map((endpoint, id) =>
      call(host, [[{ id: endpoint }]], { endpoint, id, parameters: { n: id } }),
    )
    expect(await Promise.allSettled(answers)).toEqual([
      { status: 'fulfilled', value: [{ id: '/a', n: 0 }] },
      { status: 'rejected', reason: expect.objectContaining({ code: 'REQUEST_EXECUTOR', message: 'no' }) },
      { status: 'fulfilled', value: [{ id: '/b', n: 2 }] },
    ])
    await host.teardown()
  })

  it('dies by name if it prints something else', async () => {
    const host = open(spec())
    await host.setup()
    void call(host, [one], { endpoint: '/chat' })
    expect((await host.died).message).toContain('it sent a line that is not JSON: hello')
  })
})
