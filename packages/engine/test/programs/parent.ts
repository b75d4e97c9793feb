// Starts a Flow with an executor, prints the process ids of its Peas, and stays up until it is killed.
import { Flow } from '@peaflow/flow'
import { childrenOf, start } from '../flows.ts'

const [directory, uses = '_pass'] = process.argv.slice(2)
const { running, wrote } = await start(
  new Flow({ name: 'orphans' }).add({ name: 'idle' }).add({ name: 'last', uses }),
  {
    directory,
  },
)
await running.request('/', [{ text: '' }])
if (uses === './unresponsive.mjs') await wrote('unresponsive')
console.log(JSON.stringify(childrenOf(process.pid)))
