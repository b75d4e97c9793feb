import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { describe } from 'vitest'
import { readJsonLines } from '../../src/engine/json-lines.ts'
import { engine } from './engine.ts'

const run = promisify(execFile)
const REPOSITORY = 'peaflow-test/debian'

const missing = ['apt-get', 'dpkg-deb', 'tar', 'python3'].filter((tool) => !isInstalled(tool))
const reason = missing.length > 0 ? `there is no ${missing.join(', no ')}` : undefined

if (reason !== undefined && process.env.CI) throw new Error(`Images of Debian's packages cannot be made: ${reason}`)
if (reason !== undefined) console.warn(`Skipped, because images of Debian's packages cannot be made: ${reason}`)

/** Whether tests can make images of Debian's packages. Where `CI` is set, they have to. */
export const hasDebian: boolean = reason === undefined

/** A group of tests that need them, and the Engine. */
export const describeDebian = describe.skipIf(!hasDebian)

/**
 * Makes an image of these packages of Debian and all that they depend on, unless it exists; returns its name. They are
 * downloaded and unpacked, not configured: there is no registry, and no second system to boot.
 */
export async function buildDebianImage(packages: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-debian-'))
  try {
    const apt = await aptOf(folder, packages)
    const { stdout: urls } = await run('apt-get', [...apt, '--print-uris'])
    const image = `${REPOSITORY}:${createHash('sha256').update(urls).digest('hex').slice(0, 12)}`
    const isThere = await engine
      .getImage(image)
      .inspect()
      .catch(() => undefined)
    if (isThere !== undefined) return image
    await run('apt-get', [...apt, '--download-only'])
    await unpackAll(folder)
    await importFolder(join(folder, 'root'), image)
    return image
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The arguments of an `apt-get` that knows of no package that this machine has. */
async function aptOf(folder: string, packages: readonly string[]): Promise<readonly string[]> {
  for (const name of ['archives/partial', 'root']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'status'), '')
  const options = [
    `Dir::State::status=${join(folder, 'status')}`,
    `Dir::Cache::archives=${join(folder, 'archives')}`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=root',
  ]
  return [
    ...options.flatMap((option) => ['-o', option]),
    '-qq',
    '--yes',
    '--no-install-recommends',
    'install',
    ...packages,
  ]
}

async function unpackAll(folder: string): Promise<void> {
  const archives = readdirSync(join(folder, 'archives')).filter((name) => name.endsWith('.deb'))
  for (const archive of archives) await run('dpkg-deb', ['-x', join(folder, 'archives', archive), join(folder, 'root')])
  linkAlternatives(join(folder, 'root', 'usr', 'lib', `${gnuArch()}-linux-gnu`))
}

/** What the scripts of the packages would link. */
function linkAlternatives(libraries: string): void {
  for (const [name, file] of [
    ['libblas.so.3', 'blas/libblas.so.3'],
    ['liblapack.so.3', 'lapack/liblapack.so.3'],
  ] as const) {
    if (existsSync(join(libraries, file))) symlinkSync(file, join(libraries, name))
  }
}

function gnuArch(): string {
  return process.arch === 'arm64' ? 'aarch64' : 'x86_64'
}

async function importFolder(folder: string, image: string): Promise<void> {
  const tar = spawn('tar', ['--create', '--owner=0', '--group=0', '--directory', folder, '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [repo, tag] = image.split(':') as [string, string]
  const changes = ['ENV PATH=/usr/bin:/bin']
  const response = (await engine.importImage(tar.stdout, { repo, tag, changes })) as Readable
  for await (const { error } of readJsonLines<{ error?: string }>(response)) if (error) throw new Error(error)
}

function isInstalled(tool: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
