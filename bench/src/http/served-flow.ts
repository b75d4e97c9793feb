import { serve } from '@peaflow/serve'
import type { HttpServer } from './exchange.ts'
import { startPassingFlow } from './passing-flow.ts'

/** A Flow, served with the defaults. */
export async function openServedFlow(): Promise<HttpServer> {
  const running = await startPassingFlow()
  const served = await serve(running, { http: 0 })
  return {
    url: served.url,
    async close() {
      await served.close()
      await running.stop()
    },
  }
}
