import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

type Stop = () => Promise<void>
type Start = () => Promise<Stop>

/** Ways to start so many of something; each loads what it needs first, and then starts them when it is told to. */
export const STARTERS: Readonly<Record<string, (count: number) => Promise<Start>>> = {
  'one node -e 0': runs(process.execPath, ['-e', '0']),
  'one python3 -c pass': runs('python3', ['-c', 'pass']),
  'bare fork': forks('./bare.js'),
  'bare fork that loads zeromq': forks('./bare-zeromq.js'),
  'Peaflow, process': peas('process'),
  'Peaflow, process, in Python': peas('process', './executors/passing.py'),
  'Peaflow, thread': peas('thread'),
}

/** The least that an interpreter takes from its start to its end; one, however many are asked for. */
function runs(program: string, args: readonly string[]): () => Promise<Start> {
  return async () => async () => {
    await once(spawn(program, args, { stdio: 'ignore' }), 'exit')
    return async () => undefined
  }
}

function forks(file: string): (count: number) => Promise<Start> {
  const program = fileURLToPath(new URL(file, import.meta.url))
  return async (count) => async () => {
    const children = Array.from({ length: count }, () => fork(program))
    await Promise.all(children.map((child) => once(child, 'message')))
    return async () => {
      for (const child of children) child.disconnect()
      await Promise.all(children.map((child) => once(child, 'exit')))
    }
  }
}

/** A chain of Pods, because each is one Pea; with an executor of the user's, because a built-in needs no thread. */
function peas(runtime: string, uses = './executors/pass.js'): (count: number) => Promise<Start> {
  return async (count) => {
    const [{ startFlow }, { buildFlow, Flow }, launchers] = await Promise.all([
      import('@peaflow/engine'),
      import('@peaflow/flow'),
      import('../contestants/launchers.ts'),
    ])
    let flow = new Flow({ name: 'start', runtime })
    for (let i = 0; i < count; i++) flow = flow.add({ uses })
    const plan = buildFlow(flow)
    const directory = fileURLToPath(new URL('..', import.meta.url))
    const options = { launchers: await launchers.launchersOf([runtime]), directory }
    return async () => {
      const running = await startFlow(plan, options)
      return () => running.stop()
    }
  }
}
