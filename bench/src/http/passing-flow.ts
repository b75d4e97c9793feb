import { fileURLToPath } from 'node:url'
import { type RunningFlow, startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { launchersOf } from '../contestants/launchers.ts'

/** One Pod that passes requests on, in a process of its own. */
export async function startPassingFlow(): Promise<RunningFlow> {
  return await startFlow(buildFlow(new Flow({ name: 'http' }).add({ name: 'pass' })), {
    launchers: await launchersOf(['process']),
    directory: fileURLToPath(new URL('..', import.meta.url)),
  })
}
