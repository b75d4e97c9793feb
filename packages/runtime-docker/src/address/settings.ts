import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where Docker's own settings lie. */
export interface DockerSettings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The folder of `config.json`, of the contexts and of the certificates. */
  readonly folder: string
}

/** Those of the user who runs this process. */
export function settingsOfThisUser(): DockerSettings {
  const { DOCKER_CONFIG } = process.env
  return { environment: process.env, folder: DOCKER_CONFIG || join(homedir(), '.docker') }
}

/** A JSON file; nothing where there is none. */
export async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : JSON.parse(text)
}
