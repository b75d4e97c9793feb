// Starts a Flow with an executor, tells the process ids of its Peas, and lives until it is killed.
import { Flow } from '@peaflow/flow'
import { childrenOf, start } from '../flows.ts'

const [directory, uses = '_pass'] = process.argv.slice(2)
const { running, said } = await start(new Flow({ name: 'orphans' }).add({ name: 'idle' }).add({ name: 'last', uses }), {
  directory,
})
await running.request('/', [{ text: '' }])
if (uses === './deaf.mjs') await said('deaf')
console.log(JSON.stringify(childrenOf(process.pid)))
