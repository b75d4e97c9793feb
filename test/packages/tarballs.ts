import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packages, root } from '../workspace.ts'

const execute = promisify(execFile)
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** What a command wrote, and how it ended. */
export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end; a code other than 0 is an outcome too. */
export async function run(program: string, args: readonly string[], cwd: string): Promise<Outcome> {
  const env = { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' }
  try {
    return { code: 0, ...(await execute(program, [...args], { cwd, env, maxBuffer: 64 * 1024 * 1024 })) }
  } catch (caught) {
    const { code, stdout = '', stderr = '' } = caught as { code?: unknown; stdout?: string; stderr?: string }
    if (typeof code !== 'number') throw caught
    return { code, stdout, stderr }
  }
}

/** Runs a program that must succeed, and gives what it wrote to stdout. */
export async function mustRun(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, cwd)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}\n${stdout}\n${stderr}`)
  return stdout
}

/** An empty folder that is gone after the test. */
export function scratchFolder(): AsyncDisposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'peaflow-packages-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Packs every package as a release would, from what is built; gives the tarballs by the package's name. */
export async function packAll(folder: string): Promise<ReadonlyMap<string, string>> {
  const pack = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder]
  await mustRun('npx', ['--yes', packageManager, ...pack], root)
  const files = readdirSync(folder)
  return new Map(packages.map((name) => [name, join(folder, tarballOf(name, files))]))
}

function tarballOf(name: string, files: readonly string[]): string {
  const { version } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
  const file = `peaflow-${name}-${version}.tgz`
  if (!files.includes(file)) throw new Error(`${name} was not packed: ${files.join(', ')}`)
  return file
}
