import { expect, it } from 'vitest'
import { kubernetesMistakes } from './kubernetes-schemas.ts'

const policy = (spec: object, more: object = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'a', labels: { any: 'label' } },
  spec: { podSelector: { matchLabels: { a: 'b' } }, ...spec },
  ...more,
})

it('finds nothing wrong with an object that is right', () => {
  expect(kubernetesMistakes(policy({ ingress: [{ ports: [{ port: 1 }] }] }))).toEqual([])
})

it.each([
  ['a field that does not exist', policy({}, { specs: 1 }), '/specs'],
  ['one further down', policy({ ingress: [{ port: 1 }] }), '/spec/ingress/0/port'],
  ['a value of the wrong type', policy({ policyTypes: 'Ingress' }), 'policyTypes'],
  ['a field that is missing', { ...policy({}), spec: {} }, 'podSelector'],
  ['a kind that it does not know', { ...policy({}), apiVersion: 'v1' }, 'v1 NetworkPolicy'],
])('finds %s', (_what, object, found) => {
  expect(kubernetesMistakes(object).join('\n')).toContain(found)
})
