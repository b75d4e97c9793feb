// Starts a Flow, then one whose host name does not resolve. Prints why the second failed, and how slowly the first answered.
import { Flow } from '@peaflow/flow'
import { start } from '../flows.ts'

const [directory] = process.argv.slice(2)
const alive = new Flow({ name: 'alive' }).add({ name: 'near', uses: './upper.mjs', runtime: 'inline' })
const { running } = await start(alive, { directory })
const startedAt = performance.now()
let error: unknown
const failing = start(new Flow({ name: 'failing' }).add({ name: 'far', external: true, host: 'far.example' })).catch(
  (caught) => {
    error = caught
  },
)
let slowest = 0
while (error === undefined) {
  const sentAt = performance.now()
  await running.request('/', [{ text: 'x' }])
  slowest = Math.max(slowest, performance.now() - sentAt)
  await new Promise((resolve) => setTimeout(resolve, 5))
}
await failing
const { code, message } = error as { readonly code: string; readonly message: string }
console.log(JSON.stringify({ code, message, took: performance.now() - startedAt, slowest }))
await running.stop()
