// Starts a Flow whose Peas may be silent for a second, prints `up`, and sends requests until a line comes. Then it prints
// how often each Pea was started again, and ends.
import { once } from 'node:events'
import { Flow } from '@peaflow/flow'
import { start } from '../flows.ts'

const [directory] = process.argv.slice(2)
const flow = new Flow({ name: 'stopped-flow', timeoutAlive: 1_000 }).add({ name: 'first' }).add({ name: 'last' })
const { running } = await start(flow, { directory })
const asked = once(process.stdin, 'data')
let isAsked = false
void asked.then(() => {
  isAsked = true
})
console.log('up')
while (!isAsked) await running.request('/', [{ text: '' }])
const { peas } = await running.status()
console.log(JSON.stringify(peas.map(({ restarts }) => restarts)))
await running.stop()
process.exit()
