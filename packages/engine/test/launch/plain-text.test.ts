import { expect, it } from 'vitest'
import { warnOfPlainText } from '../../src/launch/plain-text.ts'
import { sketchPlan } from '../plan/plans.ts'

const { peas } = sketchPlan([
  { id: 'a/0', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
])

it('warns of ports beyond loopback, and of no others', () => {
  expect(warnOfPlainText(peas.map((pea) => ({ ...pea, inputs: [], outputs: [] })))).toBeUndefined()
  const input = { pattern: 'ROUTER', mode: 'BIND', port: 1, peers: [], from: 'gateway', edge: 0 } as const
  const withHost = (socket: object) =>
    warnOfPlainText(peas.map((pea) => ({ ...pea, outputs: [], inputs: [{ ...input, host: '127.0.0.1', ...socket }] })))
  expect(withHost({})).toBeUndefined()
  expect(withHost({ host: '0.0.0.0', transport: 'unix', path: '/x' })).toBeUndefined()
  expect(withHost({ bridge: true })).toContain('the ports of a/0, gateway')
  expect(withHost({ host: '0.0.0.0' })).toContain('security: none')
})
