import { expect, it } from 'vitest'
import { toFileName } from '../src/option-name.ts'

it.each([
  ['timeoutReady', 'timeout_ready'],
  ['usesAfter', 'uses_after'],
  ['replicas', 'replicas'],
])('%s is %s in a flow file', (name, expected) => {
  expect(toFileName(name)).toBe(expected)
})
