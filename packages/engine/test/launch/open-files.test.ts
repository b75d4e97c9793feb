import { buildFlow, Flow } from '@peaflow/flow'
import { describe, expect, it } from 'vitest'
import { checkOpenFiles, readOpenFiles } from '../../src/launch/open-files.ts'

const planOf = (replicas: number, runtime = 'process') => buildFlow(new Flow().add({ name: 'a', replicas, runtime }))

describe('the open files that a Flow needs', () => {
  it('are few enough for a small one', () => {
    expect(() => checkOpenFiles(planOf(1), { limit: 64, open: 20 })).not.toThrow()
  })

  it.each(['process', 'thread', 'inline', 'elsewhere'])(
    'are named if they are too many, with the runtime %s',
    (runtime) => {
      expect(() => checkOpenFiles(planOf(24, runtime), { limit: 64, open: 30 })).toThrow(
        expect.objectContaining({
          code: 'LAUNCH_OPEN_FILES',
          message: expect.stringMatching(
            /^too many open files: the Flow needs about \d+, but a process may open 64 here$/,
          ),
          hint: expect.stringMatching(/ulimit -n (128|256|512)\)/),
        }),
      )
    },
  )

  it('are those of a child process, too, which has the same limit', () => {
    const crowded = buildFlow(new Flow().add({ name: 'a' }).add({ name: 'b', replicas: 90 }), { optimize: 'none' })
    const peas = crowded.peas.filter(({ id }) => id === 'b/head')
    expect(() => checkOpenFiles({ ...crowded, peas }, { limit: 100, open: 20 })).toThrow('too many open files')
  })

  it('are not checked where the system does not say', () => {
    expect(() => checkOpenFiles(planOf(1_000), undefined)).not.toThrow()
  })

  it.runIf(process.platform === 'linux')('are read from the system', () => {
    const { limit = 0, open = 0 } = readOpenFiles() ?? {}
    expect(open).toBeGreaterThan(3)
    expect(limit).toBeGreaterThanOrEqual(open)
  })
})
