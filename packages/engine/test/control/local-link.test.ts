import type { FlowMessage, PeaMessage } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { openLocalLink } from '../../src/control/local-link.ts'

it('carries messages both ways, in order, also those sent before its ends listen', async () => {
  const link = openLocalLink()
  const [toFlow, toGateway]: [PeaMessage[], FlowMessage[]] = [[], []]
  link.send({ type: 'idle', pea: 'gateway' })
  link.deliver({ type: 'ping' })
  await Promise.resolve()
  link.onMessage((message) => toFlow.push(message))
  link.listen((message) => toGateway.push(message))
  link.send({ type: 'paused', pea: 'gateway', to: 'a' })
  link.deliver({ type: 'drain' })
  expect([toFlow.length, toGateway.length]).toEqual([1, 1])
  await Promise.resolve()
  expect(toFlow.map(({ type }) => type)).toEqual(['idle', 'paused'])
  expect(toGateway.map(({ type }) => type)).toEqual(['ping', 'drain'])
  await link.close()
})
