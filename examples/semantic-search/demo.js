// npm run demo [-- [--from YEAR] [--to YEAR] [--docker] [--python] [--serve]]: indexes addresses with the Flow of flow.yml, asks
// questions, and with --serve lets you ask yours, in a browser. With --python, Python ranks the answers.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { toSvg } from '@peaflow/cli'
import { startFlow } from '@peaflow/engine'
import { buildFlow, Flow, scalePlan } from '@peaflow/flow'
import { processLauncher } from '@peaflow/runtime-local'
import { createJournal } from '@peaflow/serve'
import { addresses } from './addresses.js'
import { Progress, printAnswer } from './screen.js'
import { serveSearch } from './serve.js'

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
    python: { type: 'boolean' },
    serve: { type: 'boolean' },
  },
})
const directory = import.meta.dirname
const name = values.python ? 'flow-python.yml' : 'flow.yml'
const file = Flow.fromYaml(await readFile(`${directory}/${name}`, 'utf8'))
const { flow, launchers } = values.docker ? await inDocker(file) : { flow: file, launchers: {} }

const journal = createJournal()
const { onLog, onEvent } = journal
const startTime = new Date()
const running = await startFlow(buildFlow(flow), {
  launchers: { process: processLauncher(), ...launchers },
  replan: scalePlan,
  directory,
  onLog,
  onEvent,
})
try {
  await index(running)
  for (const text of QUESTIONS) {
    const [answer] = await running.request('/search', [{ text }], { parameters: { top: 2 } })
    printAnswer(answer)
  }
  if (values.serve) await keepServing()
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

/** Serves the search page and the live page until ^C. */
async function keepServing() {
  const interruption = new AbortController()
  const stop = () => interruption.abort()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
  const about = { version: '0.1.0', detached: false, startTime }
  const administration = { journal, about, picture: toSvg, stop }
  const years = `${values.from} to ${values.to}`
  await serveSearch(running, { years, administration, signal: interruption.signal })
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
