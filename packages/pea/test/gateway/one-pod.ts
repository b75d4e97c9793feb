import type { Document, Executor } from '@peaflow/core'
import { afterEach } from 'vitest'
import type { Gateway, GatewayOptions } from '../../src/gateway/gateway.ts'
import { openGateway } from '../../src/gateway/open-gateway.ts'
import type { FlowResult } from '../../src/gateway/result.ts'
import type { FlowOf, PeaOf } from '../flow-spec.ts'
import { FlowStub } from '../flow-stub.ts'

const opened: { close(): Promise<unknown> }[] = []

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

/** The gateway of a Flow of one Pea, `work/0`, that runs an executor in this process. */
export function startOne(
  executor: Executor,
  { pea = {}, ...options }: GatewayOptions & { readonly pea?: PeaOf } = {},
): Promise<Gateway> {
  const links = [
    { from: 'gateway', to: ['work/0'] },
    { from: 'work/0', to: ['gateway'] },
  ]
  return startAll({ peas: { 'work/0': { executor, ...pea } }, links }, options)
}

/** The gateway of a Flow. */
export async function startAll(shape: FlowOf, options: GatewayOptions = {}): Promise<Gateway> {
  const flow = new FlowStub(shape)
  const gateways: Gateway[] = []
  await flow.startWith(async (spec) => {
    const gateway = await openGateway(spec, options)
    gateways.push(gateway)
    opened.push(gateway, { close: () => flow.stop() })
    return gateway
  })
  return gateways[0] as Gateway
}

export async function collect(results: AsyncIterable<FlowResult>): Promise<FlowResult[]> {
  const all: FlowResult[] = []
  for await (const result of results) all.push(result)
  return all
}

export const numbered = (count: number): Document[] => Array.from({ length: count }, (_, n) => ({ id: `d${n}`, n }))

export const idsOf = (results: readonly FlowResult[]) =>
  results.flatMap(({ documents }) => documents.map(({ id }) => id))

export const double: Executor = (documents) => documents.map(({ n, ...rest }) => ({ ...rest, n: Number(n) * 2 }))

/** A gate that is closed until it is opened. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open }
}
