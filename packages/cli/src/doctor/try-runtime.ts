import { diagnose } from '../report/diagnosis.ts'
import { startFlow } from '../start/start-flow.ts'
import type { Finding } from './finding.ts'

/** Tries a runtime: starts a Flow of one Pod with it, and sends a document through. */
export async function tryRuntime(name: string): Promise<Finding> {
  try {
    const { Flow } = await import('@peaflow/flow')
    const flow = new Flow({ name: 'doctor' }).add({ name: 'trial', runtime: name })
    const startTime = performance.now()
    await using running = await startFlow(flow, { onLog: () => undefined })
    const took = Math.round(performance.now() - startTime)
    await running.request('/', [{ text: 'hello' }])
    return { name, state: 'ok', detail: `a Flow is ready in ${took} ms and answers` }
  } catch (caught) {
    const { message, hint } = diagnose(caught)
    return { name, state: name === 'process' ? 'missing' : 'limited', detail: message, hint }
  }
}
