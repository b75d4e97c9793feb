import { randomBytes } from 'node:crypto'
import type { PeaSpec } from '@peaflow/core'
import {
  decodeControl,
  encodeControl,
  type FlowMessage,
  openControlListener,
  type PeaMessage,
  proveAdopt,
} from '@peaflow/protocol'
import { onTestFinished } from 'vitest'
import { type JoinEvent, joinFlow } from '../../src/index.ts'
import { FLOW_ID, specOf } from '../flow-spec.ts'

const FLOW = { peas: { 'encode/0': {} }, links: [{ from: 'gateway', to: ['encode/0'], binds: 'from' }] } as const

const SPEC: PeaSpec = { ...specOf(FLOW, 'encode/0', 1), flow: 'joined', uses: './echo.mjs' }

/** What a replica of "encode" is sent when it joins. It dials a port at which nothing listens. */
export const ADOPTED: PeaSpec = { ...SPEC, inputs: SPEC.inputs.map((input) => ({ ...input, port: 1 })) }

/** The port of a Flow for replicas, for which the test speaks. */
export interface JoinPort {
  readonly port: number
  close(): void
}

/** Opens such a port. What `answer` returns is sent back. */
export async function openJoinPort(answer: (message: PeaMessage) => readonly Buffer[], port = 0): Promise<JoinPort> {
  const listener = await openControlListener(
    { host: '127.0.0.1', port },
    {
      onFrame: (frame, from) => {
        from.trust()
        const message = decodeControl(undefined, frame) as PeaMessage | undefined
        for (const one of message === undefined ? [] : answer(message)) from.send(one)
      },
    },
  )
  onTestFinished(() => listener.close())
  return listener
}

/** The key of the Pod "encode". */
const KEY = randomBytes(32)

/** The frame with which the Flow adopts a replica, with the proof of its key. */
export function adoptFrame(spec: PeaSpec = ADOPTED, key = KEY): Buffer {
  return frameOf({ type: 'adopt', spec, proof: proveAdopt(key, FLOW_ID).toString('hex') })
}

/** A frame of the Flow. */
export function frameOf(message: FlowMessage): Buffer {
  return encodeControl(FLOW_ID, message)
}

/** A replica of "encode" that joins at a port, and what happens to it. It leaves with the test. */
export function replicaAt(port: number, directory: string) {
  const events: JoinEvent[] = []
  const keys = { pod: KEY, given: KEY }
  const own = { host: '127.0.0.1', port, pod: 'encode', keys, directory, security: 'none' } as const
  const replica = joinFlow({ ...own, onEvent: (event) => events.push(event) })
  onTestFinished(async () => {
    await replica.leave().catch(() => {})
  })
  return { ended: replica.ended, events }
}
