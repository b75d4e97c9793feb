import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** What a command wrote, and how it ended. */
export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Where a command runs, what it finds on its path before this machine's own, and variables of its own. */
export interface Surroundings {
  readonly cwd: string
  readonly path?: readonly string[] | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
}

/** Runs a program, without input, to its end. A code other than 0 is an outcome too. */
export async function run(
  program: string,
  args: readonly string[],
  { cwd, path = [], env: own = {} }: Surroundings,
): Promise<Outcome> {
  const env = { ...surroundings(), NO_COLOR: '1', PATH: [...path, process.env.PATH].join(':'), ...own }
  const running = execute(program, [...args], { cwd, env, maxBuffer: 64 * 1024 * 1024 })
  // Nobody types: a command that reads its input finds the end of it.
  running.child.stdin?.end()
  try {
    return { code: 0, ...(await running) }
  } catch (caught) {
    const { code, stdout = '', stderr = '' } = caught as { code?: unknown; stdout?: string; stderr?: string }
    if (typeof code !== 'number') throw caught
    return { code, stdout, stderr }
  }
}

/** Runs a program that must succeed, and gives what it wrote to stdout. */
export async function mustRun(program: string, args: readonly string[], where: Surroundings): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, where)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}\n${stdout}\n${stderr}`)
  return stdout
}

/** The variables of this process, but for what a test runner sets. */
function surroundings(): NodeJS.ProcessEnv {
  const isRunners = (name: string) => /^(VITEST|NODE_(ENV|PATH|OPTIONS)$|TEST$)/.test(name)
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isRunners(name)))
}
