// The Flow of flow.yml in code: node hello.js
import { fileURLToPath } from 'node:url'
import { startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { processLauncher } from '@peaflow/runtime-local'

const flow = new Flow({ name: 'hello' })
  .add({ name: 'trim', uses: './trim.js' })
  .add({ name: 'greet', uses: './greet.js', replicas: 2, with: { greeting: 'Hello' } })
  .add({ name: 'shout', uses: './shout.js' })

const running = await startFlow(buildFlow(flow), {
  launchers: { process: processLauncher() },
  directory: fileURLToPath(new URL('.', import.meta.url)),
})
try {
  const people = [{ text: ' Ada ' }, { text: ' Grace ' }, { text: ' Barbara ' }]
  for await (const { documents } of running.stream('/', people, { batch: 1, ordered: true })) {
    for (const { text } of documents) console.log(text)
  }
} finally {
  await running.stop()
}
