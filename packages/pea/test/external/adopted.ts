import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { type PeaSpec, parsePeaArgs } from '@peaflow/core'
import { decodeControl, encodeControl, openDealer } from '@peaflow/protocol'
import { onTestFinished } from 'vitest'
import { openExternalPea } from '../../src/external/external-pea.ts'
import type { OpenPeaOptions } from '../../src/pea/pea-options.ts'
import { openPea } from '../../src/program/open-pea.ts'

export const host = '127.0.0.1'
export const NO_FLOW = '0000000000000000'
export const FLOW_ID = '0123456789abcdef'

/** What a ping says of an external Pea that serves no Flow. */
export const free = { pea: 'encode/0', flow: '', protocol: 2, state: 'ready', served: 0, held: 0, dropped: 0 }

export const argsOf = (port: number) => ['--name', 'encode', '--external', '--control', `${host}:${port}`]

/** An external Pea in this process, on a port that the operating system chooses: no other socket can take it. */
export async function openExternal(args: readonly string[] = [], options: OpenPeaOptions = {}) {
  const spec = parsePeaArgs([...argsOf(1), ...args])
  const control = { ...spec.control, port: 0 }
  const open: Parameters<typeof openExternalPea>[1] = (adopted, given) => openPea(adopted, { ...options, ...given })
  const pea = await openExternalPea({ ...spec, control }, open)
  onTestFinished(() => pea.kill())
  return pea
}

/** A peer of an external Pea: a Flow, a ping, or one that sends it garbage. */
export async function dial(port: number, flow: Partial<Pick<PeaSpec, 'flow' | 'flowId'>> = {}) {
  const { flow: name = 'one', flowId = FLOW_ID } = flow
  const dealer = await openDealer({ host, port, routingId: `${name} ${Math.random()}` })
  onTestFinished(() => dealer.close())
  const spec = parsePeaArgs([...argsOf(port), '--flow', name, '--flow-id', flowId])
  return {
    dealer,
    adopt: (changes: object = {}, proof?: string) =>
      dealer.send(encodeControl(flowId, { type: 'adopt', spec: { ...spec, ...changes } as PeaSpec, proof })),
    wire: (sockets: Pick<PeaSpec, 'inputs' | 'outputs'>) =>
      dealer.send(encodeControl(flowId, { type: 'wire', ...sockets })),
    release: () => dealer.send(encodeControl(flowId, { type: 'release' })),
    ping: () => dealer.send(encodeControl(NO_FLOW, { type: 'ping' })),
    /** The next message that is of one of these types, or of any. */
    receive: async (...types: string[]) => {
      for (;;) {
        const message = decodeControl(undefined, (await dealer.receive())[0] ?? Buffer.alloc(0))
        if (types.length === 0 || types.includes(message?.type ?? '')) return message
      }
    },
  }
}

/** Sends an external Pea what a port scanner, an older version and a confused Flow would. Resolves with its last answer. */
export async function sendNoise(port: number): Promise<string> {
  await new Promise<void>((resolve) => {
    const stream = connect(port, host, () => stream.resume().end(randomBytes(4_096)))
    // It may be reset as well as closed.
    stream.on('error', () => undefined).on('close', () => resolve())
  })
  const dealer = await openDealer({ host, port, routingId: `noise ${Math.random()}` })
  const oldVersion = encodeControl(FLOW_ID, { type: 'stop' })
  oldVersion[3] = 200
  // After the ping it may send more than one frame.
  await dealer.send(encodeControl(NO_FLOW, { type: 'ping' }))
  for (const bytes of [0, 1, 3, 4, 12, 100, 70_000]) await dealer.send(randomBytes(bytes))
  await dealer.send([randomBytes(9), randomBytes(9)])
  await dealer.send(oldVersion)
  await dealer.send(encodeControl('a1a1a1a1a1a1a1a1', { type: 'stop' }))
  await dealer.receive()
  await dealer.receive()
  const [answer] = await dealer.receive()
  dealer.close()
  return String(answer)
}
