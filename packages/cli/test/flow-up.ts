import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import {
  type CommandOptions,
  type Ended,
  type FlowFile,
  peasOf,
  type RunningCommand,
  runCommand,
  startCommand,
  writeFlowFile,
} from './process.ts'

/** A Flow that `peaflow up` keeps up, on a machine that other tests do not look at. */
export interface FlowUp {
  readonly file: FlowFile
  readonly url: string
  /** What a command on this machine has in its environment. */
  readonly env: Readonly<Record<string, string>>
  /** The command `up`. */
  readonly up: RunningCommand
  /** Runs a command on it to its end. */
  operate(...args: readonly string[]): Promise<Ended>
  /** Starts a command on it. */
  start(...args: readonly string[]): RunningCommand
  /** Calls an endpoint with documents. */
  post(endpoint: string, documents: readonly object[], headers?: Readonly<Record<string, string>>): Promise<Response>
}

/** What commands of one test share, and others do not see. */
export interface OwnMachine {
  readonly env: Readonly<Record<string, string>>
  /** The runtime folders that are there. */
  folders(): readonly string[]
}

/** Makes a folder for runtime folders, which has to be empty when the test is over. */
export function ownMachine(): OwnMachine {
  const home = mkdtempSync(join(tmpdir(), 'peaflow-own-'))
  const base = join(home, 'peaflow')
  const folders = () => (readdirSync(home).includes('peaflow') ? readdirSync(base).map((name) => join(base, name)) : [])
  onTestFinished(() => {
    const left = folders()
    rmSync(home, { recursive: true })
    expect(left).toEqual([])
  })
  return { env: { XDG_RUNTIME_DIR: home, XDG_STATE_HOME: join(home, 'state') }, folders }
}

/** Writes a flow file with these Pods. It is removed when the test is over, once no process of its Flow is left. */
export function ownFile(...pods: readonly string[]): FlowFile {
  const file = writeFlowFile(...pods)
  onTestFinished(async () => {
    // The kernel ends the Peas of a Flow that is killed a moment after it.
    while ((await peasOf(file)).length > 0) await new Promise(setImmediate)
    file[Symbol.dispose]()
  })
  return file
}

/** Starts a Flow of these Pods. It is stopped when the test is over. */
export async function flowUp(pods: readonly string[], machine: OwnMachine = ownMachine()): Promise<FlowUp> {
  return await sameFlowUp(ownFile(...pods), machine)
}

/** Starts the Flow of a file, beside others of it. */
export async function sameFlowUp(file: FlowFile, { env }: OwnMachine): Promise<FlowUp> {
  const options: CommandOptions = { env, cwd: file.folder }
  const up = startCommand(['up', file.file, '--http', '127.0.0.1:0'], options)
  onTestFinished(async () => {
    up.child.kill('SIGTERM')
    await up.ended
  })
  const url = /http:\/\/[\d.:]+/.exec(await up.says(/serving at http:\/\/[\d.:]+/))?.[0] ?? ''
  const withFlow = (args: readonly string[]) => (args.includes('--flow') ? args : [...args, '--flow', file.file])
  return {
    file,
    url,
    env,
    up,
    operate: (...args) => runCommand(withFlow(args), '', options),
    start: (...args) => startCommand(withFlow(args), options),
    post: (endpoint, documents, headers = {}) =>
      fetch(`${url}${endpoint}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ documents }),
      }),
  }
}
