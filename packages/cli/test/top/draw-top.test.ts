import type { Rates } from '@peaflow/serve'
import { expect, it } from 'vitest'
import { paintFor } from '../../src/terminal/color.ts'
import { drawTop } from '../../src/top/draw-top.ts'
import { drawSparkline } from '../../src/top/sparkline.ts'
import { statusOf } from '../admin-status.ts'

const MB = 2 ** 20
const pod: Rates['pods'][string] = {
  ...{ rate: 1_204, passed: 1_204, failed: 0, p50: 12.46, p99: 340, wait: 3, waiting: 12, running: 3 },
  ...{ cpu: 2.96, memory: 249 * MB, restarts: 0, ready: 3, of: 3 },
}
const rates: Rates = {
  time: '2026-11-29T14:02:05.000Z',
  flow: { rate: 301.4, failed: 0.5, p50: 14, p99: 402, inFlight: 15, waiting: 2 },
  pods: { encode: pod, index: { ...pod, rate: 0, p50: null, p99: null, failed: 1.5, ready: 0, of: 1, restarts: 4 } },
}
const paint = paintFor({})

it('a look at a Flow fits 80 columns', () => {
  const text = drawTop({ status: statusOf(), rates, past: [0, 100, 301] }, { paint, columns: 80 })
  expect(text).toBe(`search ready  http://127.0.0.1:8080  up 2 min
301/s answered  0.5/s failed  p50 14.0 ms  p99 402 ms  15 in flight  2 waiting
▁▄█

POD     READY  CALLS/S  FAILED      P50     P99  QUEUE   CPU  MEMORY  RESTARTS
encode    3/3    1,204       0  12.5 ms  340 ms     12  296%  249 MB         0
index     0/1        0     1.5        -       -     12  296%  249 MB         4
`)
})

it('a wider terminal shows more, a narrower one less', () => {
  const headings = (columns: number) =>
    drawTop({ status: statusOf(), rates, past: [] }, { paint, columns }).split('\n')[3]?.split(/ +/)
  expect(headings(120)).toEqual(expect.arrayContaining(['WAIT', 'RUNNING']))
  expect(headings(70)).not.toContain('RESTARTS')
})

it('long names are cut, and what a terminal would obey is not shown', () => {
  const name = 'a-very-long-name-of-a-pod-that-somebody-gave'
  const status = statusOf({ flow: '\u001b[2J', change: { type: 'restarting', pod: 'encode' } })
  const text = drawTop({ status, rates: { ...rates, pods: { [name]: pod } }, past: [1] }, { paint, columns: 80 })
  expect(text.split('\n').every((line) => line.length <= 80)).toBe(true)
  expect(text).toContain('restarting encode')
  expect(text).not.toContain('\u001b')
})

it('a sparkline has a bar for each value', () => {
  expect(drawSparkline([0, 0])).toBe('▁▁')
  expect(drawSparkline([0, 1, 50, 99, 100])).toBe('▁▂▅██')
})
