import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Folders of their own for what Flows leave on a machine, so that it can be counted. */
export interface Machine extends Disposable {
  readonly env: Readonly<Record<string, string>>
  /** The runtime folders of Flows. */
  folders(): readonly string[]
  /** The folders of journals. */
  journals(): readonly string[]
}

/** Makes the folders. */
export function openMachine(): Machine {
  const home = mkdtempSync(join(tmpdir(), 'peaflow-up-'))
  const [runtime, state] = [join(home, 'r'), join(home, 's')]
  for (const folder of [runtime, state]) mkdirSync(folder, { mode: 0o700 })
  chmodSync(runtime, 0o700)
  const list = (folder: string) => (existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [])
  return {
    env: { XDG_RUNTIME_DIR: runtime, XDG_STATE_HOME: state },
    folders: () => list(join(runtime, 'peaflow')),
    journals: () => list(join(state, 'peaflow')),
    [Symbol.dispose]: () => rmSync(home, { recursive: true }),
  }
}

/** Asks the admin API of the Flow with this runtime folder. */
export async function ask(folder: string, path: string, { method = 'GET', body = '' } = {}) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({ socketPath: join(folder, 'admin.sock'), path, method }, resolve)
    outgoing.on('error', reject)
    outgoing.end(body)
  })
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  return { status: response.statusCode, text }
}

/** Resolves once there is no process with this id. */
export async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise(setImmediate)
  }
}
