import { expect, it } from 'vitest'
import { isPeaStatistics } from '../../src/control/statistics-checks.ts'
import { messages } from './control-messages.ts'

const { statistics } = messages.statistics
const [endpoint] = statistics.endpoints

it.each([
  ['more endpoints than are counted apart', { endpoints: new Array(66).fill(endpoint) }],
  ['more Pods that messages wait for than any Flow has', { queued: new Array(4_097).fill(statistics.queued[0]) }],
])('refuses %s', (_, fields) => {
  expect(isPeaStatistics({ ...statistics, ...fields })).toBe(false)
})

it.each([
  ['64 endpoints and the others', { endpoints: new Array(65).fill(endpoint) }],
  ['no usage of a process', { process: undefined }],
])('takes %s', (_, fields) => {
  expect(isPeaStatistics({ ...statistics, ...fields })).toBe(true)
})

const many = Object.fromEntries(Array.from({ length: 18 }, (_, index) => [`CODE_${index}`, 1]))

it.each([
  ['a code that is none', { failed: { 'not a code': 1 } }],
  ['the key of a prototype', { failed: JSON.parse('{"__proto__": 1}') }],
  ['more codes than are counted apart', { failed: many }],
  ['a name that no endpoint can have', { endpoint: `/${'x'.repeat(255)}` }],
])('refuses an endpoint with %s', (_, fields) => {
  expect(isPeaStatistics({ ...statistics, endpoints: [{ ...endpoint, ...fields }] })).toBe(false)
})
