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

/** What it runs, which `pnpm build` makes. */
export const build: string = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** The absolute path of an executor of these tests. */
export function executor(name: string): string {
  return fileURLToPath(new URL(`flows/${name}.js`, import.meta.url))
}

/** What a command left when it ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs. */
export interface RunningCommand {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<Ended>
  /** Resolves when stdout and stderr together have said so. */
  says(text: string | RegExp): Promise<void>
}

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Starts the process, by default on this machine. */
  readonly spawn?: ((program: string, args: readonly string[], options: SpawnOptions) => ChildProcess) | undefined
}

/** Starts a command. */
export function startCommand(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  const { cwd, env, spawn = spawnHere } = options
  const command = [program, ...args]
  // All three of its streams are pipes.
  const child = spawn(process.execPath, command, {
    cwd,
    env: { ...process.env, ...env },
  }) as ChildProcessWithoutNullStreams
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
      for (const listen of listeners) listen()
    })
  }
  // A command that needs no input may end before it is written.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => {
      resolve({ code, signal, ...said })
      for (const listen of listeners) listen()
    }),
  )
  const says = (text: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        const all = said.stdout + said.stderr
        if (typeof text === 'string' ? all.includes(text) : text.test(all)) resolve()
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

/** A flow file in a folder of its own, with a name that no other Flow has. */
export interface FlowFile extends Disposable {
  readonly folder: string
  readonly file: string
  readonly name: string
}

/** Writes a flow file whose Pods are these lines of YAML. */
export function writeFlowFile(...pods: readonly string[]): FlowFile {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-cli-'))
  const name = `t${randomUUID().slice(0, 8)}`
  const file = join(folder, 'flow.yml')
  writeFileSync(file, `name: ${name}\nversion: 1\npods:\n${pods.map((pod) => `  ${pod}\n`).join('')}`)
  return { folder, file, name, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
}

/** The processes of a Flow that still run. */
export async function peasOf({ name }: FlowFile): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,args='])
  return stdout.split('\n').filter((line) => line.includes(`--flow ${name} `) || line.endsWith(`--flow ${name}`))
}

/** Documents as NDJSON. */
export function toNdjson(documents: readonly object[]): string {
  return documents.map((document) => `${JSON.stringify(document)}\n`).join('')
}

/** Objects of NDJSON. */
export function fromNdjson(text: string): Record<string, unknown>[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
}
