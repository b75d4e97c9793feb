import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The absolute folder of this package. */
export const packageFolder: string = fileURLToPath(new URL('..', import.meta.url))

/** The version of this command, which all packages of Peaflow share. */
export const version: string = readVersion()

function readVersion(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  return manifest.version
}
