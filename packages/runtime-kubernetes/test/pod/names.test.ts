import fc from 'fast-check'
import { expect, it } from 'vitest'
import { labelsOf, podName } from '../../src/pod/names.ts'
import { specOf } from '../spec.ts'

it('names a Pod after its Flow, its Pod and its number', () => {
  expect(podName(specOf(), '0a1b2c3d')).toBe('search-encode-1-0a1b2c3d')
})

it('makes names and labels that Kubernetes takes, whatever the Flow and the Pod are called', () => {
  const label = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(255), (flow, pod, replicaId) => {
      const spec = specOf({ flow, pod, replicaId })
      expect(podName(spec, '0a1b2c3d')).toMatch(label)
      for (const value of Object.values(labelsOf(spec))) expect(value).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/)
    }),
  )
})
