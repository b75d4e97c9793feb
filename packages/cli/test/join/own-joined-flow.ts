import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { derivePodKey, type FlowKey, formatKey, newFlowKey } from '@peaflow/protocol'
import { beforeEach, onTestFinished } from 'vitest'
import { freePorts } from '../../../../test/free-port.ts'
import { ownFile, ownMachine } from '../flow-up.ts'
import { type RunningCommand, startCommand } from '../process.ts'

/** How many requests {@link load} makes. */
const COUNT = 300

const EXECUTOR = `import { setTimeout as delay } from 'node:timers/promises'
export default async (documents, { with: { milliseconds } }) => {
  console.log('called')
  await delay(milliseconds)
  return documents.map((document) => ({ ...document, text: 'by ' + process.pid }))
}
`

/** A Flow of each test of its own whose Pod "encode" takes one to three replicas, in a folder with its keys. */
export interface OwnJoinedFlow {
  readonly folder: string
  /** The flow file. */
  readonly file: string
  readonly port: number
  readonly env: Readonly<Record<string, string>>
  /** Starts the Flow, which waits for its first replica. */
  up(): RunningCommand
  /** Starts a replica in the folder of the Flow. */
  replica(...more: readonly string[]): RunningCommand
}

/** Writes for each test the flow file, its executor, and the keys `flow.key` and `encode.key`. */
export function ownJoinedFlow(): OwnJoinedFlow {
  let own = { folder: '', file: '', port: 0, env: {} as Readonly<Record<string, string>> }
  beforeEach(() => {
    const { folder, file } = ownFile(
      'encode: { uses: ./encode.mjs, with: { milliseconds: 20 }, replicas: { min: 1, max: 3 } }',
    )
    own = { folder, file, port: freePorts(3), env: ownMachine().env }
    const key: FlowKey = newFlowKey()
    writeFileSync(join(folder, 'flow.key'), `${formatKey(key)}\n`, { mode: 0o600 })
    writeFileSync(join(folder, 'encode.key'), `${formatKey(derivePodKey(key, 'encode'))}\n`, { mode: 0o600 })
    writeFileSync(join(folder, 'encode.mjs'), EXECUTOR)
  })
  const started = (args: readonly string[], more: Readonly<Record<string, string>>, signal: NodeJS.Signals) => {
    const command = startCommand(args, { env: { ...own.env, ...more }, cwd: own.folder })
    onTestFinished(async () => {
      command.child.kill(signal)
      await command.ended
    })
    return command
  }
  return {
    get folder() {
      return own.folder
    },
    get file() {
      return own.file
    },
    get port() {
      return own.port
    },
    get env() {
      return own.env
    },
    up: () => {
      const args = ['up', own.file, '--http', '127.0.0.1:0', '--join', `127.0.0.1:${own.port}`]
      return started(args, { PEAFLOW_KEY_FILE: join(own.folder, 'flow.key') }, 'SIGTERM')
    },
    replica: (...more) =>
      started(['join', `127.0.0.1:${own.port}`, 'encode', '--key', 'encode.key', ...more], {}, 'SIGKILL'),
  }
}

/** The URL of a Flow, once it serves. */
export async function urlOf(command: RunningCommand): Promise<string> {
  return /http:\/\/[\d.:]+/.exec(await command.says(/serving at http:\/\/[\d.:]+/))?.[0] ?? ''
}

/** Calls the Flow for many documents at once, each a request; returns who answered, and what failed. */
export async function load(
  url: string,
  count = COUNT,
): Promise<{ readonly pids: ReadonlySet<string>; readonly failed: readonly number[] }> {
  const answers = Array.from({ length: count }, async (_, id) => {
    const response = await fetch(`${url}/`, {
      method: 'POST',
      // However busy the machine is: one replica answers all of them, one after the other.
      headers: { 'content-type': 'application/json', 'peaflow-timeout': '10m' },
      body: JSON.stringify({ documents: [{ id: String(id) }] }),
    })
    const { documents = [] } = (await response.json()) as { documents?: { id: string; text: string }[] }
    return { status: documents[0]?.id === String(id) ? response.status : 0, text: documents[0]?.text ?? '' }
  })
  const all = await Promise.all(answers)
  return {
    pids: new Set(all.map(({ text }) => text)),
    failed: all.map(({ status }) => status).filter((status) => status !== 200),
  }
}
