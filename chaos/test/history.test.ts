import fc from 'fast-check'
import { expect, it } from 'vitest'
import { drawable, FAULTS } from '../src/faults.ts'
import { drawGraph, markedPods } from '../src/graph.ts'
import { drawHistory } from '../src/history.ts'
import { Random } from '../src/random.ts'

const seeds = fc.integer({ min: 0, max: 0xffff_ffff })

it('is the same for the same seed, and another for another', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      expect(drawHistory(seed, drawable())).toEqual(drawHistory(seed, drawable()))
      expect(drawHistory(seed, drawable())).not.toEqual(drawHistory((seed + 1) >>> 0, drawable()))
    }),
  )
})

it('has requests with ids of their own, and faults that happen before the last of them', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { clients, faults } = drawHistory(seed, drawable())
      const ids = clients.flatMap(({ requests }) => requests.map(({ id }) => id))
      expect(new Set(ids).size).toBe(ids.length)
      for (const { after } of faults) expect(after).toBeLessThan(ids.length)
    }),
  )
})

it('draws every kind of Pod, of client and of fault', () => {
  const histories = Array.from({ length: 200 }, (_, seed) => drawHistory(seed, drawable()))
  const pods = histories.flatMap(({ graph }) => graph.pods)
  const kinds = (values: readonly unknown[]) => [...new Set(values)].sort()
  expect(kinds(pods.map(({ replicas }) => replicas))).toEqual([1, 2, 3])
  expect(kinds(pods.map(({ polling }) => polling))).toEqual(['all', 'any'])
  expect(kinds(pods.map(({ runtime }) => runtime))).toEqual(['join', 'process', 'thread'])
  expect(kinds(pods.map(({ needs }) => needs.length))).toEqual([0, 1, 2])
  const clients = histories.flatMap((history) => history.clients)
  expect(kinds(clients.map(({ kind }) => kind))).toEqual(['ordered stream', 'requests', 'stream'])
  const drawn = histories.flatMap(({ faults }) => faults.map(({ name }) => name))
  expect(kinds(drawn)).toEqual(Object.keys(FAULTS).sort())
})

it('draws only the faults that were asked for', () => {
  expect(new Set(drawable(['freeze']))).toEqual(new Set(['freeze']))
})

it('expects the marks of the Pods that work and lead to the last one', () => {
  const pod = { replicas: 1, polling: 'any', scheduling: 'load_balance', runtime: 'process' } as const
  const pods = [
    { ...pod, name: 'a', needs: [], works: true },
    { ...pod, name: 'b', needs: ['a'], works: false },
    { ...pod, name: 'c', needs: ['a'], works: true },
    { ...pod, name: 'd', needs: ['b'], works: true },
  ]
  expect(markedPods({ pods, optimize: undefined })).toEqual(['a', 'd'])
  fc.assert(
    fc.property(seeds, (seed) => {
      const graph = drawGraph(new Random(seed))
      const names = graph.pods.map(({ name }) => name)
      expect(names).toEqual(expect.arrayContaining([...markedPods(graph)]))
    }),
  )
})
