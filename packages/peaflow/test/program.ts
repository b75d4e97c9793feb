import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const folder = fileURLToPath(new URL('..', import.meta.url))

/** Runs plain Node in the folder of the built package, where a program can import it by its name. */
export async function runNode(...args: readonly string[]): Promise<string> {
  if (!existsSync(`${folder}dist/index.js`))
    throw new Error('these tests run the built package: run `pnpm build` first')
  const env = { ...process.env, NO_COLOR: '1' }
  const { stdout } = await promisify(execFile)(process.execPath, [...args], { cwd: folder, env })
  return stdout
}
