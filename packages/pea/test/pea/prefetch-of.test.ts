import { describe, expect, it } from 'vitest'
import { prefetchOf } from '../../src/pea/prefetch-of.ts'
import { specOf } from '../flow-spec.ts'
import { links } from './alone.ts'

const stage = (pod: string, uses: string, concurrency = 1) => ({ pod, uses, with: {}, concurrency })
const edges = { capacity: 100 }

function limitOf(stages: ReturnType<typeof stage>[] | undefined, isPassing: boolean): number {
  const prefetch = prefetchOf({ ...specOf({ peas: { 'work/0': {} }, links }, 'work/0', 1), stages }, isPassing, edges)
  prefetch.open()
  return prefetch.limit
}

describe('the prefetch of a Pea', () => {
  it('is what the next Peas accept, if it only passes messages on, for one Pod or for a group', () => {
    expect(limitOf(undefined, true)).toBe(100)
    expect(limitOf([stage('a', '_pass'), stage('b', '_pass')], true)).toBe(100)
  })

  it('lets each Pod of a group that calls an executor work on requests of its own', () => {
    expect(limitOf(undefined, false)).toBe(1)
    expect(limitOf([stage('a', './a.js', 2), stage('b', '_pass', 8), stage('c', './c.js')], false)).toBe(3)
  })
})
