import type { Holding } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { describeHolder } from '../../src/reconciliation/holders.ts'
import { sketchPlan } from '../plan/plans.ts'

const plan = sketchPlan([
  { id: 'gateway', to: ['a/0', 'b/0'] },
  { id: 'a/0', to: ['j/0'] },
  { id: 'b/0', to: ['j/0'] },
  { id: 'j/0', to: ['gateway'] },
])

const requests = [7]
const call = { at: 'call', requests } as const
const link = (to: string, ...peers: string[]) => ({ at: 'link', to, edge: 0, peers, requests }) as const
const join = { at: 'join', edge: 0, shard: 0, requests } as const

const cases: [what: string, reported: Record<string, Holding[] | undefined>, text: string][] = [
  ['a call', { 'a/0': [call] }, 'it is in a call of a/0, or waits for one'],
  ['a call, which is why a join waits', { 'j/0': [join], 'b/0': [call] }, 'it is in a call of b/0, or waits for one'],
  ['a join', { 'j/0': [join] }, 'it waits in j/0 for a message from "b"'],
  [
    'a join, with all edges there but a shard',
    { 'j/0': [join, { ...join, edge: 1 }] },
    'it waits in j/0 for a message from "a" and "b"',
  ],
  [
    'a Pea that does not respond',
    { gateway: [link('a', 'a/0')], 'a/0': undefined, 'j/0': [join] },
    'a/0 has it, and does not respond',
  ],
  ['a message that is on its way', { 'a/0': [link('j', 'j/0')] }, 'a/0 holds it for j/0'],
  ['no trace, and a Pea that does not respond', { 'b/0': undefined }, 'b/0 did not respond'],
  ['another request alone', { 'a/0': [{ at: 'call', requests: [8] }] }, 'no Pea holds it any more'],
]

it.each(cases)('names %s', (_what, reported, text) => {
  expect(describeHolder(plan, new Map(Object.entries(reported)), 7)).toBe(text)
})
