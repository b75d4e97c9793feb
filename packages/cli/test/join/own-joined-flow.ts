import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { derivePodKey, type FlowKey, formatKey, newFlowKey } from '@peaflow/protocol'
import { beforeEach, onTestFinished } from 'vitest'
import { freePorts } from '../../../../test/free-port.ts'
import { ownFile, ownMachine } from '../flow-up.ts'
import { type RunningCommand, startCommand } from '../process.ts'

/** How many requests {@link load} makes. */
const COUNT = 300

/** How many of them are under way: a Flow refuses what is more than it can answer, and this never is. */
const CLIENTS = 12

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

/** Calls the Flow for many documents, each a request, some of them at a time; returns who answered, and what failed. */
export async function load(
  url: string,
  count = COUNT,
): Promise<{ readonly pids: ReadonlySet<string>; readonly failed: readonly string[] }> {
  const answers: Answer[] = []
  const ids = Array.from({ length: count }, (_, id) => String(id)).values()
  const asksInTurn = async () => {
    for (const id of ids) answers.push(await ask(url, id))
  }
  await Promise.all(Array.from({ length: CLIENTS }, asksInTurn))
  return {
    pids: new Set(answers.flatMap(({ text }) => text ?? [])),
    failed: answers.flatMap(({ failed }) => failed ?? []),
  }
}

/** Who answered a request, or what came instead. */
interface Answer {
  readonly text?: string
  readonly failed?: string
}

async function ask(url: string, id: string): Promise<Answer> {
  const response = await fetch(`${url}/`, {
    method: 'POST',
    // However busy the machine is: one replica answers all of them, one after the other.
    headers: { 'content-type': 'application/json', 'peaflow-timeout': '10m' },
    body: JSON.stringify({ documents: [{ id }] }),
  })
  const answer = await response.text()
  const { documents: [document] = [] } = JSON.parse(answer) as { documents?: { id: string; text: string }[] }
  return response.status === 200 && document?.id === id ? { text: document.text } : { failed: answer }
}
