import type { PeaExit, PeaPlan } from '@peaflow/core'
import { PROTOCOL } from '@peaflow/protocol'
import type { PeaEvent } from '../../src/supervise/event.ts'
import { sketchPlan } from '../plan/plans.ts'

/** A Pea that receives from the gateway, and sends to it. */
export const [plan] = sketchPlan([
  { id: 'a/0', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
]).peas as [PeaPlan, PeaPlan]

/** How it ends. */
export const exit: PeaExit = { code: 1, signal: null, lastLines: [] }

/** What happens to it until it is ready. */
export const up: readonly PeaEvent[] = [
  { type: 'launch', now: 0 },
  { type: 'launched', reach: {} },
  { type: 'bound', ports: [1, 2], protocol: PROTOCOL },
  { type: 'ready', now: 0 },
]
