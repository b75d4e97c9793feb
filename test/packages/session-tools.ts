import { spawnSync } from 'node:child_process'
import { pythonFolder } from '../python.ts'
import type { Session } from '../snippets.ts'

/** The folder of the Python that pages run: NumPy is there. */
export const python: string | undefined = pythonFolder('numpy')

/** What the blocks of a session call that a machine may lack. */
const TOOLS = {
  python3: { pattern: /\bpython3?\b|\.py\b/, isThere: () => python !== undefined },
  jq: { pattern: /\bjq\b|any-language/, isThere: () => isProgram('jq') },
  rustc: { pattern: /\brustc\b/, isThere: () => isProgram('rustc') },
} as const

/** Why a session cannot be followed on this machine; `undefined` if it can. Where `CI` is set, that is an error. */
export function missingTool({ page, dir = '', snippets }: Session): string | undefined {
  const code = [dir, ...snippets.map((snippet) => snippet.code)].join('\n')
  const missing = Object.entries(TOOLS).find(([, { pattern, isThere }]) => pattern.test(code) && !isThere())
  if (missing === undefined) return undefined
  const reason = `${page} calls ${missing[0]}, which is not here`
  if (process.env.CI) throw new Error(`${reason}: run scripts/install-test-tools`)
  return reason
}

function isProgram(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined
}
