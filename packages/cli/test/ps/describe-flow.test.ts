import { expect, it } from 'vitest'
import { describeFlow } from '../../src/ps/describe-flow.ts'
import { paintFor } from '../../src/terminal/color.ts'
import { peaOf, statusOf } from '../admin-status.ts'

const plain = { now: new Date('2026-11-29T14:02:05.000Z'), paint: paintFor({}) }
const MB = 2 ** 20

it('a Flow is a head and a table of its Peas, with numbers on the right', () => {
  const status = statusOf({
    peas: [
      peaOf('segment/0', { cpu: 0.118, memory: 83 * MB, uptime: 125_000 }),
      peaOf('encode/0', {
        ...{ runtime: 'docker', pid: undefined, container: '4f0b9a513d3f4f7a1c22', phase: 'starting', restarts: 12 },
        ...{ held: 32, cpu: 2.004, memory: 1_400 * MB, uptime: 900 },
      }),
      peaOf('tag/0', { runtime: 'inline', pid: undefined, held: null, pods: ['tag', 'both'] }),
    ],
  })
  expect(
    describeFlow(status, plain),
  ).toBe(`search ready  http://127.0.0.1:8080  up 2 min  3 requests in flight, 0 waiting
/home/me/search/flow.yml  /run/user/7/peaflow/search-0123456789ab  pid 4711

PEA           RUNTIME  PROCESS       STATE     RESTARTS  HELD   CPU  MEMORY  UPTIME
segment/0     process  12345         ready            0     0   12%   83 MB   2 min
encode/0      docker   4f0b9a513d3f  starting        12    32  200%  1.4 GB     0 s
tag/0 (both)  inline   -             ready            0     -     -       -       -
`)
})

it('the table fits a terminal of 80 columns, however long the names are', () => {
  const peas = Array.from({ length: 3 }, (_, index) =>
    peaOf(`a-very-long-name-of-a-pod-that-somebody-gave/${index}`, { cpu: 1, memory: 400 * MB, uptime: 5_000 }),
  )
  const [, , , ...table] = describeFlow(statusOf({ peas }), { ...plain, columns: 80 })
    .trimEnd()
    .split('\n')
  expect(table.map((row) => row.length)).toEqual([80, 80, 80, 80])
  expect(table[3]).toMatch(/^a-very.*….*gave\/2 /)
})

it('what a Flow is changing, and what a terminal would obey in its names, is shown in words', () => {
  const text = describeFlow(
    statusOf({
      state: 'lost',
      file: undefined,
      urls: ['http://\u001b[2J'],
      change: { type: 'scaling', pod: 'encode', from: 1, to: 3 },
    }),
    plain,
  )
  expect(text).toContain('search lost  http://  up')
  expect(text).toContain('scaling encode to 3 replicas from 1')
  expect(text).not.toContain('\u001b')
})

it('there are colours on a terminal only', () => {
  const paint = paintFor({ isTTY: true })
  const peas = [peaOf('a/0', { phase: 'degraded' }), peaOf('b/0')]
  expect(describeFlow(statusOf({ peas }), { ...plain, paint })).toContain('\u001b[31mdegraded\u001b[39m')
})
