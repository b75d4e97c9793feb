import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FlowError } from '@peaflow/core'
import { type DockerSettings, readJson } from './settings.ts'

/** A context of the `docker` command. */
export interface DockerContext {
  /** The address of its Engine. */
  readonly host: string
  /** Whether the context accepts any certificate. */
  readonly skipVerify: boolean
  /** The folder of its certificates, which need not exist. */
  readonly certificates: string
}

interface ContextFile {
  readonly Name?: string
  readonly Endpoints?: { readonly docker?: { readonly Host?: string; readonly SkipTLSVerify?: boolean } }
}

/** The name of the context in use; `undefined` for the default one, which stands for this machine. */
export async function contextInUse({ environment, folder }: DockerSettings): Promise<string | undefined> {
  const config = ((await readJson(join(folder, 'config.json'))) ?? {}) as { readonly currentContext?: string }
  const name = environment.DOCKER_CONTEXT || config.currentContext || 'default'
  return name === 'default' ? undefined : String(name)
}

/**
 * Reads a context.
 *
 * @throws FlowError `LAUNCH_DOCKER_CONTEXT` if it does not exist, or names no Engine.
 */
export async function readContext(name: string, { folder }: DockerSettings): Promise<DockerContext> {
  const id = createHash('sha256').update(name).digest('hex')
  const contexts = join(folder, 'contexts')
  const { Endpoints } = ((await readJson(join(contexts, 'meta', id, 'meta.json'))) ?? {}) as ContextFile
  const { Host, SkipTLSVerify = false } = Endpoints?.docker ?? {}
  if (typeof Host !== 'string') throw await unknownContext(name, folder)
  return { host: Host, skipVerify: SkipTLSVerify, certificates: join(contexts, 'tls', id, 'docker') }
}

async function unknownContext(name: string, folder: string): Promise<FlowError> {
  const names = await listNames(join(folder, 'contexts', 'meta'))
  const known = names.length === 0 ? 'There are no contexts' : `Contexts: ${names.join(', ')}`
  return new FlowError('LAUNCH_DOCKER_CONTEXT', `there is no Docker context "${name}"`, {
    hint: `${known}. The context in use is that of DOCKER_CONTEXT, or currentContext in ${join(folder, 'config.json')}. To create it: docker context create ${name} --docker host=ssh://user@host`,
  })
}

async function listNames(folder: string): Promise<readonly string[]> {
  const ids = await readdir(folder).catch(() => [])
  // A broken file of another context does not matter here.
  const files = await Promise.all(ids.map((id) => readJson(join(folder, id, 'meta.json')).catch(() => undefined)))
  return files.flatMap((file) => (file as ContextFile | undefined)?.Name ?? []).sort()
}
