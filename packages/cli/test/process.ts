import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  execFile,
  type SpawnOptions,
  spawn as spawnHere,
} from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

/** The command as it is published. */
export const program: string = fileURLToPath(new URL('../bin/peaflow.js', import.meta.url))

/** The module that it runs, which `pnpm build` makes. */
export const build: string = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** The absolute path of an executor of these tests. */
export function executor(name: string): string {
  return fileURLToPath(new URL(`flows/${name}.js`, import.meta.url))
}

/** The outcome of a command. */
export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** A running command. */
export interface RunningCommand {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<Ended>
  /** Resolves with stdout and stderr once they contain the text. */
  says(text: string | RegExp): Promise<string>
}

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  /** @defaultValue `spawn` of `node:child_process` */
  readonly spawn?: ((program: string, args: readonly string[], options: SpawnOptions) => ChildProcess) | undefined
}

/** Starts a command. */
export function startCommand(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  const { cwd, env, spawn = spawnHere } = options
  const command = [program, ...args]
  // By default, all three of its streams are pipes.
  const child = spawn(process.execPath, command, {
    cwd,
    env: { ...process.env, ...env },
  }) as ChildProcessWithoutNullStreams
  onTestFinished(() => void child.kill('SIGKILL'))
  const output = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
      for (const listen of listeners) listen()
    })
  }
  // A command that reads no input may end before the input is written.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => {
      resolve({ code, signal, ...output })
      for (const listen of listeners) listen()
    }),
  )
  const says = (text: string | RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const all = output.stdout + output.stderr
        if (typeof text === 'string' ? all.includes(text) : text.test(all)) resolve(all)
        else if (child.exitCode !== null || child.signalCode !== null) reject(new Error(`ended without it:\n${all}`))
        else return
        listeners.delete(look)
      }
      listeners.add(look)
      look()
    })
  return { child, ended, says }
}

/** Runs a command to its end. */
export async function runCommand(args: readonly string[], input = '', options: CommandOptions = {}): Promise<Ended> {
  const { child, ended } = startCommand(args, options)
  child.stdin.end(input)
  return await ended
}

/** A flow file in a folder of its own. The name of the Flow is unique. */
export interface FlowFile extends Disposable {
  readonly folder: string
  readonly file: string
  readonly name: string
}

/** Writes a flow file with these Pods, each a line of YAML. */
export function writeFlowFile(...pods: readonly string[]): FlowFile {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-cli-'))
  const name = `t${randomUUID().slice(0, 8)}`
  const file = join(folder, 'flow.yml')
  writeFileSync(file, `name: ${name}\nversion: 1\npods:\n${pods.map((pod) => `  ${pod}\n`).join('')}`)
  return { folder, file, name, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
}

/** The processes of a Flow that are still running. */
export async function peasOf({ name }: FlowFile): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,args='])
  return stdout.split('\n').filter((line) => line.includes(`--flow ${name} `) || line.endsWith(`--flow ${name}`))
}

/** Documents as NDJSON. */
export function toNdjson(documents: readonly object[]): string {
  return documents.map((document) => `${JSON.stringify(document)}\n`).join('')
}

/** The objects in NDJSON. */
export function fromNdjson(text: string): Record<string, unknown>[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
}
