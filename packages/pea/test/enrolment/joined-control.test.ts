import { decodeControl, type PeaMessage } from '@peaflow/protocol'
import { expect, it, onTestFinished } from 'vitest'
import { JoinedControl } from '../../src/enrolment/joined-control.ts'
import { FLOW_ID } from '../flow-spec.ts'

const pea = 'encode/0'
const death = { tries: 1, peer: 'sum/0', reason: 'killed' }
const error = { code: 'REQUEST_TIMEOUT', message: 'too late', pod: 'encode', pea }
const failed: PeaMessage = { type: 'failed', request: 3, error }
const tried: PeaMessage = { type: 'tried', pea, request: 4, ...death }
const broken: PeaMessage = { type: 'broken', pea, request: 5, attempt: 0, ...death }
const leaving: PeaMessage = { type: 'leaving', pea, incarnation: 1 }

/** A control channel, and the messages that arrive. `isCut`: what is sent is dropped. */
function open() {
  const link = { isCut: false, arrived: [] as unknown[] }
  const control = new JoinedControl(FLOW_ID, (frame) => {
    if (!link.isCut) link.arrived.push(decodeControl(FLOW_ID, frame))
  })
  onTestFinished(() => control.close())
  const reconnect = () => {
    control.disconnected()
    link.isCut = false
    link.arrived = []
    control.connected()
    return link.arrived
  }
  return { control, link, reconnect }
}

it.each([
  ['there is no connection', true],
  ['the connection is dead', false],
])('repeats what it has said of requests while %s', (_, isCut) => {
  const { control, link, reconnect } = open()
  link.isCut = isCut
  for (const message of [failed, tried, { type: 'idle', pea } as const, broken]) control.send(message)
  expect(reconnect()).toEqual([failed, tried, broken])
})

it('says again that it is leaving until its Flow answers, after it has greeted', () => {
  const { control, link, reconnect } = open()
  const idle = { type: 'idle', pea } as const
  control.onReconnect(() => control.send(idle))
  link.isCut = true
  control.send(leaving)
  expect(reconnect()).toEqual([idle, leaving])
  control.deliver({ type: 'leaving', peer: 'encode/1', incarnation: 1 })
  expect(reconnect()).toEqual([idle, leaving])
  control.deliver({ type: 'leaving', peer: pea, incarnation: 1 })
  expect(reconnect()).toEqual([idle])
})
