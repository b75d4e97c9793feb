// Starts a Flow, tells the process ids of its Peas, and lives until it is killed.
import { Flow } from '@peaflow/flow'
import { childrenOf, start } from '../flows.ts'

const [directory] = process.argv.slice(2)
const flow = new Flow({ name: 'orphans' }).add({ name: 'idle' }).add({ name: 'busy', uses: './deaf.mjs' })
const { running } = await start(flow, { directory })
await running.request('/', [{}])
console.log(JSON.stringify({ peas: childrenOf(process.pid) }))
