import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { FlowError, LIFELINE, toPeaArgs, toPeaInput } from '@peaflow/core'

const PEA = fileURLToPath(new URL('pea.py', import.meta.url))

/** Launches Peas that are written in Python. They talk to their neighbours of this machine through Unix sockets. */
export default function pythonLauncher({ python = 'python3' } = {}) {
  return { name: 'python', launch, sharesFolder: async () => true }

  /** @type {import('@peaflow/core').PeaLauncher['launch']} */
  async function launch(spec, { signal, onLog } = {}) {
    signal?.throwIfAborted()
    const env = { ...process.env, PYTHONUNBUFFERED: '1', [LIFELINE]: String(process.pid) }
    const child = spawn(python, [PEA, ...toPeaArgs(spec)], { env, signal, killSignal: 'SIGKILL' })
    /** @type {string[]} */
    const lastLines = []
    for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
      createInterface({ input: child[stream] }).on('line', (text) => {
        if (lastLines.push(text) > 20) lastLines.shift()
        onLog?.({ stream, text })
      })
    }
    /** @type {Promise<import('@peaflow/core').PeaExit>} */
    const exited = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, lastLines })))
    for (const emitter of [child, child.stdin]) emitter.on('error', () => {})
    child.stdin.write(toPeaInput(spec))
    await once(child, 'spawn').catch((cause) => {
      throw new FlowError('LAUNCH_PROCESS', `"${spec.id}" cannot be started with ${python}`, { cause })
    })
    return { spec, pid: child.pid, exited, stop }

    /** @type {import('@peaflow/core').PeaHandle['stop']} */
    function stop({ grace = 5_000 } = {}) {
      if (grace > 0 && !child.killed) child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), grace).unref()
      return exited
    }
  }
}
