import { expect, it } from 'vitest'
import { BlockedStreams, type Wakeable } from '../../src/gateway/blocked-streams.ts'

it('wakes the streams that have waited longest, as many as there is room for at each endpoint', async () => {
  const rooms: Record<string, number> = { '/a': 2, '/b': 0 }
  const woken: string[] = []
  const blocked = new BlockedStreams<Wakeable>((endpoint) => rooms[endpoint] ?? 0)
  const block = (name: string, endpoint: string, takes = true) => {
    const stream = {
      waitsUntil: Number.POSITIVE_INFINITY,
      expire: () => {},
      wake: () => {
        woken.push(name)
        if (takes) rooms[endpoint] = (rooms[endpoint] ?? 0) - 1
      },
    }
    blocked.add(stream, endpoint)
    return stream
  }
  block('b1', '/b')
  block('a1', '/a')
  block('a2', '/a', false)
  block('a3', '/a')
  blocked.delete(block('a4', '/a'))
  block('a5', '/a')
  blocked.wakeSoon()
  blocked.wakeSoon()
  expect(woken).toEqual([])
  await new Promise((resolve) => setImmediate(resolve))
  // a2 had nothing to send, and left its room to a3.
  expect(woken).toEqual(['a1', 'a2', 'a3'])
})
