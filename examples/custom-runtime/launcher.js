import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { FlowError, LIFELINE, toPeaArgs, toPeaInput } from '@peaflow/core'
import { peaProgram } from '@peaflow/pea'

/** Launches Peas with a limit in megabytes of memory and a limit of open files, in their own namespaces. */
export default function limitedLauncher({ memory = 1024, files = 256, program = peaProgram } = {}) {
  const limits = ['prlimit', `--data=${memory * 2 ** 20}`, `--nofile=${files}`, '--']
  const namespaces = ['unshare', '--user', '--map-current-user', '--ipc', '--uts', '--mount', '--']
  const node = ['setpriv', '--pdeathsig', 'KILL', '--', process.execPath]
  return { name: 'limited', launch }

  /** @type {import('@peaflow/core').PeaLauncher['launch']} */
  async function launch(spec, { signal, onLog } = {}) {
    if (!existsSync(program)) throw new FlowError('LAUNCH_NO_PROGRAM', `${program} does not exist`)
    signal?.throwIfAborted()
    const [command = '', ...args] = [...limits, ...namespaces, ...node, program, ...toPeaArgs(spec)]
    const env = { ...process.env, [LIFELINE]: String(process.pid) }
    const child = spawn(command, args, { env, signal, killSignal: 'SIGKILL' })
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
    // An abort after the launch shows in `exited`, and so does a Pea that ends before it has read its input.
    for (const emitter of [child, child.stdin]) emitter.on('error', () => {})
    child.stdin.write(toPeaInput(spec))
    await once(child, 'spawn').catch(async (cause) => {
      if (child.pid !== undefined) await exited
      throw new FlowError('LAUNCH_LIMITED', `the process of "${spec.id}" cannot be started`, { cause })
    })
    /** @type {import('@peaflow/core').PeaHandle['stop']} */
    const stop = ({ grace = 5_000 } = {}) => {
      if (grace > 0 && !child.killed) child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), grace).unref()
      return exited
    }
    return { spec, exited, stop }
  }
}
