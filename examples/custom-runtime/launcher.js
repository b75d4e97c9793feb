import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { FlowError, LEASH, toPeaArgs } from '@peaflow/core'
import { peaProgram } from '@peaflow/pea'

/** Launches Peas that get so many megabytes of memory and so many open files, in namespaces of their own. */
export default function limitedLauncher({ memory = 1024, files = 256, program = peaProgram } = {}) {
  const limits = ['prlimit', `--data=${memory * 2 ** 20}`, `--nofile=${files}`, '--']
  const namespaces = ['unshare', '--user', '--map-current-user', '--ipc', '--uts', '--mount', '--']
  const node = ['setpriv', '--pdeathsig', 'KILL', '--', process.execPath]
  return { name: 'limited', launch }

  /** @type {import('@peaflow/core').PeaLauncher['launch']} */
  async function launch(spec, { signal, onLog } = {}) {
    if (!existsSync(program)) throw new FlowError('LAUNCH_NO_PROGRAM', `there is no ${program}`)
    signal?.throwIfAborted()
    const [command = '', ...args] = [...limits, ...namespaces, ...node, program, ...toPeaArgs(spec)]
    const env = { ...process.env, [LEASH]: String(process.pid) }
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
    const exited = new Promise((end) => child.on('close', (code, signal) => end({ code, signal, lastLines })))
    // Of an abort later on, its exit tells.
    child.on('error', () => {})
    await once(child, 'spawn').catch(async (cause) => {
      if (child.pid !== undefined) await exited
      throw new FlowError('LAUNCH_LIMITED', `no process could be started for "${spec.id}"`, { cause })
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
