import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { FlowError } from '@peaflow/core'
import { expect, it } from 'vitest'
import { RetainedExecutor } from '../../src/enrolment/retained-executor.ts'
import type { ExecutorHost } from '../../src/executor/host.ts'
import { inProcessHost } from '../../src/executor/in-process.ts'
import { eventually } from '../eventually.ts'
import { ADOPTED } from './join-port.ts'

const gone = new FlowError('REQUEST_PEA_DIED', 'its process has ended')

/** A host, and what ends it. */
function mortalHost(): { readonly host: ExecutorHost; readonly die: (reason: FlowError) => void } {
  let die: (reason: FlowError) => void = () => undefined
  const died = new Promise<FlowError>((resolve) => {
    die = resolve
  })
  const alive = inProcessHost(ADOPTED, { executor: (documents) => documents })
  return { host: Object.create(alive, { died: { value: died } }), die: (reason) => die(reason) }
}

/** Begins a service as a Pea does, and ends it. Returns what that Pea keeps in memory. */
async function serveOnce(executor: RetainedExecutor): Promise<WeakRef<object>> {
  const service = executor.serve()
  const pea = { requests: [] as FlowError[] }
  void service.died.then((reason) => pea.requests.push(reason))
  await service.teardown()
  return new WeakRef(pea)
}

function collect(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

it('keeps nothing of the services that have ended', async () => {
  const executor = new RetainedExecutor(inProcessHost(ADOPTED, { executor: (documents) => documents }))
  const peas = await Promise.all(Array.from({ length: 100 }, () => serveOnce(executor)))
  await eventually(() => {
    collect()
    return peas.filter((pea) => pea.deref() !== undefined).length
  }).toBe(0)
  await executor.teardown()
})

it('tells its services that it has ended, those that begin later too', async () => {
  const { host, die } = mortalHost()
  const executor = new RetainedExecutor(host)
  const services = [executor.serve(), executor.serve()]
  die(gone)
  expect(await Promise.all(services.map(({ died }) => died))).toEqual([gone, gone])
  expect(await executor.serve().died).toBe(gone)
})
