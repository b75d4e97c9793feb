// Starts a Flow of ten Peas that compute in Python and never end. Its arguments: the folder of the executor, and the folder
// in which each Pea leaves its process id.

import { startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { processLauncher, threadLauncher } from '@peaflow/runtime-local'

const [directory, folder] = process.argv.slice(2)
const flow = new Flow()
  .add({ name: 'a', uses: './compute.py', replicas: 5, needs: 'gateway' })
  .add({ name: 'b', uses: './compute.py', replicas: 5, needs: 'gateway', runtime: 'thread' })
  .join(['a', 'b'])
const launchers = { process: processLauncher(), thread: threadLauncher() }
const running = await startFlow(buildFlow(flow), { launchers, directory })
const documents = Array.from({ length: 10 }, (_, n) => ({ id: String(n) }))
for await (const _ of running.stream('/', documents, { batch: 1, parameters: { folder } }));
