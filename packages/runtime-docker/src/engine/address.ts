import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where Docker's own settings lie. */
export interface DockerSettings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The folder of `config.json` and of the contexts. */
  readonly folder: string
}

/** Those of the user who runs this process. */
export function settingsOfThisUser(): DockerSettings {
  const { DOCKER_CONFIG } = process.env
  return { environment: process.env, folder: DOCKER_CONFIG || join(homedir(), '.docker') }
}

/**
 * The address of the Engine of the context that the `docker` command uses. Nothing where it uses none: then the client
 * reads `DOCKER_HOST` and what belongs to it, or takes the default socket.
 */
export async function findEngineAddress(settings: DockerSettings): Promise<string | undefined> {
  const { DOCKER_HOST, DOCKER_CONTEXT } = settings.environment
  if (DOCKER_HOST) return undefined
  const context = DOCKER_CONTEXT || (await currentContext(settings.folder))
  return context === undefined || context === 'default' ? undefined : await contextAddress(context, settings)
}

/** The address of a named context; nothing if there is no such context. */
export async function contextAddress(context: string, { folder }: DockerSettings): Promise<string | undefined> {
  const file = join(folder, 'contexts', 'meta', createHash('sha256').update(context).digest('hex'), 'meta.json')
  const { Endpoints } = ((await readJson(file)) ?? {}) as { Endpoints?: { docker?: { Host?: string } } }
  return Endpoints?.docker?.Host
}

/** A JSON file; nothing where there is none. */
export async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : JSON.parse(text)
}

async function currentContext(folder: string): Promise<string | undefined> {
  const config = ((await readJson(join(folder, 'config.json'))) ?? {}) as { currentContext?: string }
  return config.currentContext || undefined
}
