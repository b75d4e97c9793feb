// Starts a Flow, then one whose host name nobody resolves; tells why that failed, and how long the first took to answer.
import { Flow } from '@peaflow/flow'
import { start } from '../flows.ts'

const [directory] = process.argv.slice(2)
const alive = new Flow({ name: 'alive' }).add({ name: 'near', uses: './upper.mjs', runtime: 'inline' })
const { running } = await start(alive, { directory })
const begun = performance.now()
let error: unknown
const failing = start(new Flow({ name: 'failing' }).add({ name: 'far', external: true, host: 'far.example' })).catch(
  (caught) => {
    error = caught
  },
)
let slowest = 0
while (error === undefined) {
  const asked = performance.now()
  await running.request('/', [{ text: 'x' }])
  slowest = Math.max(slowest, performance.now() - asked)
  await new Promise((resolve) => setTimeout(resolve, 5))
}
await failing
const { code, message } = error as { readonly code: string; readonly message: string }
console.log(JSON.stringify({ code, message, took: performance.now() - begun, slowest }))
await running.stop()
