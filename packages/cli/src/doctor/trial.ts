import type { PeaLauncher } from '@peaflow/core'
import { diagnose } from '../report/diagnosis.ts'
import type { Finding } from './finding.ts'

/** Tries a runtime: starts a Flow of one Pod with it, and sends a document through. */
export async function tryRuntime(name: string, makeLauncher: () => Promise<PeaLauncher>): Promise<Finding> {
  try {
    const [{ buildFlow, Flow }, { startFlow }, launcher] = await Promise.all([
      import('@peaflow/flow'),
      import('@peaflow/engine'),
      makeLauncher(),
    ])
    const plan = buildFlow(new Flow({ name: 'doctor' }).add({ name: 'trial', runtime: name }))
    const begun = performance.now()
    await using running = await startFlow(plan, { launchers: { [name]: launcher }, onLog: () => undefined })
    const ready = Math.round(performance.now() - begun)
    await running.request('/', [{ text: 'hello' }])
    return { name, state: 'ok', detail: `a Flow is ready in ${ready} ms and answers` }
  } catch (caught) {
    const { message, hint } = diagnose(caught)
    return { name, state: name === 'process' ? 'missing' : 'limited', detail: message, hint }
  }
}
