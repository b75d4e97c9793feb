// npm run demo [-- [--from YEAR] [--to YEAR] [--docker]]: indexes addresses with the Flow of flow.yml, then asks questions.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { processLauncher } from '@peaflow/runtime-local'
import { addresses } from './addresses.js'
import { Progress, printAnswer } from './screen.js'

const QUESTIONS = [
  'How can a family afford college?',
  'Why did the banks have to be rescued?',
  'Are drugs too expensive?',
  'What must we do about the climate?',
  'What should happen to people who came here illegally?',
]

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '2006' },
    to: { type: 'string', default: '2021' },
    docker: { type: 'boolean' },
  },
})
const directory = import.meta.dirname
const file = Flow.fromYaml(await readFile(`${directory}/flow.yml`, 'utf8'))
const { flow, launchers } = values.docker ? await inDocker(file) : { flow: file, launchers: {} }

const running = await startFlow(buildFlow(flow), {
  launchers: { process: processLauncher(), ...launchers },
  directory,
  onLog: () => {},
})
try {
  await index(running)
  for (const text of QUESTIONS) {
    const [answer] = await running.request('/search', [{ text }], { parameters: { top: 2 } })
    printAnswer(answer)
  }
} finally {
  await running.stop()
}

async function index(running) {
  const documents = addresses(Number(values.from), Number(values.to))
  const title = `Indexing the ${documents.length} addresses of ${values.from} to ${values.to}`
  const progress = new Progress(title, documents.length)
  for await (const { index, documents: chunks, error } of running.stream('/index', documents, { batch: 1 })) {
    if (error) throw error
    progress.advance(chunks.length, documents[index].id)
  }
  const [{ tags: shards }] = await running.request('/status', [{}])
  progress.finish(shards)
}

/** The same Flow, with the encoder in three containers. */
async function inDocker(file) {
  const [{ dockerLauncher }, { buildEncoderImage }] = await Promise.all([
    import('@peaflow/runtime-docker'),
    import('./docker/build.js'),
  ])
  console.log('Building the image of the encoder')
  const image = await buildEncoderImage()
  const flow = file.set('encode', { image, uses: undefined, replicas: 3 })
  return { flow, launchers: { docker: dockerLauncher() } }
}
