import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FlowError } from '@peaflow/core'
import { type DockerSettings, readJson } from './settings.ts'

/** What a context of the `docker` command says of its Engine. */
export interface EngineContext {
  readonly host: string
  /** Whoever made the context trusts any certificate. */
  readonly skipVerify: boolean
  /** The folder of its certificates, if it has some. */
  readonly certificates: string
}

interface ContextFile {
  readonly Name?: string
  readonly Endpoints?: { readonly docker?: { readonly Host?: string; readonly SkipTLSVerify?: boolean } }
}

/** The context that is in use; nothing if it is the default one, which stands for this machine. */
export async function contextInUse({ environment, folder }: DockerSettings): Promise<string | undefined> {
  const config = ((await readJson(join(folder, 'config.json'))) ?? {}) as { readonly currentContext?: string }
  const name = environment.DOCKER_CONTEXT || config.currentContext || 'default'
  return name === 'default' ? undefined : name
}

/**
 * Reads a context.
 *
 * @throws FlowError `LAUNCH_DOCKER_CONTEXT` if there is none of that name, or it has no Engine.
 */
export async function readContext(name: string, { folder }: DockerSettings): Promise<EngineContext> {
  const id = createHash('sha256').update(name).digest('hex')
  const contexts = join(folder, 'contexts')
  const { Endpoints } = ((await readJson(join(contexts, 'meta', id, 'meta.json'))) ?? {}) as ContextFile
  const { Host, SkipTLSVerify = false } = Endpoints?.docker ?? {}
  if (Host === undefined) throw await noContext(name, contexts)
  return { host: Host, skipVerify: SkipTLSVerify, certificates: join(contexts, 'tls', id, 'docker') }
}

async function noContext(name: string, contexts: string): Promise<FlowError> {
  const names = await listNames(join(contexts, 'meta'))
  const known = names.length === 0 ? 'There is none' : `There are: ${names.join(', ')}`
  return new FlowError('LAUNCH_DOCKER_CONTEXT', `there is no Docker context "${name}"`, {
    hint: `${known}; docker context create ${name} --docker host=ssh://user@host makes it`,
  })
}

async function listNames(folder: string): Promise<readonly string[]> {
  const ids = await readdir(folder).catch(() => [])
  const files = await Promise.all(ids.map((id) => readJson(join(folder, id, 'meta.json'))))
  return files.flatMap((file) => (file as ContextFile | undefined)?.Name ?? []).sort()
}
