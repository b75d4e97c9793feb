import { readFileSync } from 'node:fs'

/** The version of this command, which all packages of Peaflow share. */
export const version: string = readVersion()

function readVersion(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return manifest.version
}
