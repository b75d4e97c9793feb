import { spawnSync } from 'node:child_process'
import { run } from '../packages/command.ts'

/** The plugin of the `docker` command, or the program of its own that Debian has. */
export const COMPOSE = [['docker', 'compose'], ['docker-compose']].find(
  ([program = '', ...args]) => spawnSync(program, [...args, 'version'], { stdio: 'ignore' }).status === 0,
)

if (COMPOSE === undefined && process.env.CI)
  throw new Error('Docker Compose is not installed: see scripts/install-test-tools')
if (COMPOSE === undefined)
  console.warn('Skipped, because Docker Compose is not installed: see scripts/install-test-tools')

/** Runs Docker Compose in a folder, and returns what it wrote to stdout. */
export async function compose(folder: string, ...args: readonly string[]): Promise<string> {
  const [program = '', ...own] = COMPOSE ?? []
  const { code, stdout, stderr } = await run(program, [...own, ...args], { cwd: folder })
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}\n${stdout}\n${stderr}`)
  return stdout.trim()
}
