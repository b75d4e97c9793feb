import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { packageManager } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))

/** Runs a command in the workspace's folder, its output on ours; gives its exit code. */
export async function run(command, ...args) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  return code ?? 1
}

/** Runs the pinned pnpm, also on a machine that has only npm. */
export function pnpm(...args) {
  return run('npx', '--yes', packageManager, ...args)
}

/** Installs what the lockfile says and builds every package; a command that fails ends the program. */
export async function prepare() {
  await must(pnpm('install', '--frozen-lockfile', '--config.confirmModulesPurge=false'))
  // turbo looks for pnpm on the path, where this puts it.
  await must(pnpm('exec', 'turbo', 'run', 'build'))
}

async function must(running) {
  const code = await running
  if (code !== 0) process.exit(code)
}
