// Serves a Flow whose executor waits, or streams, until its client leaves; sends its URL, and then how the Flow is whenever it
// is asked, until its parent disconnects: node crowd-server.js CALLS
import { fileURLToPath } from 'node:url'
import { startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { serve } from '@peaflow/serve'
import { launchersOf } from '../contestants/launchers.ts'
import type { CrowdReport } from './crowd.ts'

const concurrency = Number(process.argv[2])
const flow = new Flow({ name: 'crowd' }).add({ name: 'endless', uses: './executors/endless.js', concurrency })
const running = await startFlow(buildFlow(flow), {
  launchers: await launchersOf(['process']),
  directory: fileURLToPath(new URL('..', import.meta.url)),
})
const served = await serve(running, { http: 0, maxQueue: 10_000 })
process.on('message', async () => {
  const { inFlight, waiting, peas } = await running.status()
  const held = peas.reduce((sum, pea) => sum + (pea.held ?? 0), 0)
  process.send?.({ open: inFlight + waiting, held, ...memoryNow() } satisfies CrowdReport)
})
process.once('disconnect', async () => {
  await served.close({ grace: 0 })
  await running.stop({ grace: 0 })
})
process.send?.(served.url)

/** Memory after a collection of all garbage: the program runs with `--expose-gc`. */
function memoryNow(): Pick<CrowdReport, 'live' | 'resident'> {
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { live: heapUsed + external, resident: rss }
}
