// Starts Flows that cannot start, in each runtime, and writes a line of JSON for each: the code of the error, and what it
// left behind. It ends by itself only if nothing is left.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { inlineLauncher, processLauncher, threadLauncher } from '@peaflow/runtime-local'

const directory = fileURLToPath(new URL('../executors', import.meta.url))
const launchers = { process: processLauncher(), thread: threadLauncher(), inline: inlineLauncher() }

// The runtime folders of these Flows alone.
const runtime = mkdtempSync(join(tmpdir(), 'failed-starts-'))
process.env.XDG_RUNTIME_DIR = runtime
process.on('exit', () => rmSync(runtime, { recursive: true, force: true }))

/** Milliseconds that closed handles may take to disappear. */
const CLOSING = 2_000

const taken = createServer().listen(0, '127.0.0.1')
await new Promise((resolve) => taken.once('listening', resolve))
taken.unref()
const { port } = taken.address()

/** What makes a start fail: options of the Pod, or of the start. */
const failures = {
  'its input port is taken': { pod: { portIn: port } },
  'its output port is taken': { pod: { portOut: port } },
  'the address is not one of this machine': { change: (plan) => moveInputs(plan, '192.0.2.1') },
  'its host does not resolve': { pod: { hostIn: 'nowhere.invalid', portIn: 24_999 } },
  'its executor does not exist': { pod: { uses: './absent.mjs' } },
  'its setup throws': { pod: { uses: './throw.mjs' } },
  'its setup never ends': { pod: { uses: './never.mjs', timeoutReady: 500 } },
  'its launcher throws': { launch: () => Promise.reject(new Error('no machine left')) },
  'its launcher throws at once': {
    launch: () => {
      throw new Error('no machine left')
    },
  },
  'it is aborted before it begins': { abortAt: 'before' },
  'it is aborted at once': { abortAt: 'at once' },
  'it is aborted when a Pea has a process': { abortAt: 'pea-launched' },
  'it is aborted when a Pea is ready': { abortAt: 'pea-ready' },
}

// Opens both: they are handles of their own.
console.error(`writes to ${process.stdout.fd} and ${process.stderr.fd}`)
const before = leftovers()
for (const runtime of Object.keys(launchers)) {
  for (const [failure, how] of Object.entries(failures)) {
    const { code, message } = await fail(runtime, how)
    const until = performance.now() + CLOSING
    while (newLeftovers().length > 0 && performance.now() < until) await delay(5)
    console.log(JSON.stringify({ runtime, failure, code, message, left: newLeftovers() }))
  }
}

async function fail(runtime, { pod, abortAt, launch, change = (plan) => plan }) {
  const controller = new AbortController()
  if (abortAt === 'before') controller.abort()
  const onEvent = ({ type }) => type === abortAt && controller.abort()
  const chosen = launch === undefined ? launchers : { ...launchers, [runtime]: { name: runtime, launch } }
  const starting = startFlow(change(buildFlow(toFlow(runtime, pod))), {
    launchers: chosen,
    directory,
    onLog,
    onEvent,
    signal: controller.signal,
  }).then(
    () => ({ code: 'it started' }),
    (error) => error,
  )
  if (abortAt === 'at once') controller.abort()
  return await starting
}

/** The Pod that fails stands beside one that does not. */
function toFlow(runtime, pod) {
  return new Flow({ name: 'failed' })
    .add({ name: 'good', uses: './upper.mjs', runtime })
    .add({ name: 'bad', uses: './upper.mjs', runtime, ...pod })
}

/** The plan in which the Pod that fails opens its inputs on another address, by a port. */
function moveInputs(plan, host) {
  const move = ({ transport: _, ...socket }) => ({ ...socket, host })
  return { ...plan, peas: plan.peas.map((pea) => (pea.pod === 'bad' ? { ...pea, inputs: pea.inputs.map(move) } : pea)) }
}

function newLeftovers() {
  const left = leftovers()
  for (const name of before) if (left.includes(name)) left.splice(left.indexOf(name), 1)
  return left
}

/** The handles of this process, its children, and the runtime folders of its Flows. */
function leftovers() {
  const children = readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1] === String(process.pid)
    } catch {
      return false // not a process, or not any more
    }
  })
  const folders = existsSync(join(runtime, 'peaflow')) ? readdirSync(join(runtime, 'peaflow')) : []
  return [...process.getActiveResourcesInfo(), ...children.map(() => 'child process'), ...folders].sort()
}

function onLog() {}
