import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the settings of the `docker` command are. */
export interface DockerSettings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The folder of `config.json`, contexts and certificates. */
  readonly folder: string
}

/** The settings of the user who runs this process. */
export function settingsOfThisUser(): DockerSettings {
  const { DOCKER_CONFIG } = process.env
  return { environment: process.env, folder: DOCKER_CONFIG || join(homedir(), '.docker') }
}

/** Reads a JSON file; `undefined` if it does not exist. */
export async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : JSON.parse(text)
}
