import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type DockerSettings, readJson } from '../address/settings.ts'

/** The credentials with which the Engine logs in to a registry. */
export interface Credentials {
  readonly serveraddress: string
  readonly username?: string
  readonly password?: string
  /** Replaces user name and password. */
  readonly identitytoken?: string
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>
  readonly credsStore?: string
  readonly credHelpers?: Readonly<Record<string, string>>
}

/** The credentials that `docker login` stored for a registry; `undefined` if there are none. */
export async function findCredentials(registry: string, settings: DockerSettings): Promise<Credentials | undefined> {
  const config = ((await readJson(join(settings.folder, 'config.json'))) ?? {}) as DockerConfig
  const helper = config.credHelpers?.[registry] ?? config.credsStore
  if (helper !== undefined) return await askHelper(helper, registry)
  const { auth } = config.auths?.[registry] ?? {}
  if (typeof auth !== 'string') return undefined
  const [username = '', ...password] = Buffer.from(auth, 'base64').toString().split(':')
  return { username, password: password.join(':'), serveraddress: registry }
}

/** Asks the program that stores credentials in the system's key chain. */
async function askHelper(helper: string, registry: string): Promise<Credentials | undefined> {
  const child = spawn(`docker-credential-${helper}`, ['get'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const failed = new Promise<undefined>((resolve) => child.on('error', () => resolve(undefined)))
  child.stdin.on('error', () => {}).end(registry)
  const output = await Promise.race([text(child.stdout), failed])
  try {
    const { Username, Secret } = JSON.parse(output ?? '') as { readonly Username: string; readonly Secret: string }
    const isToken = Username === '<token>'
    return {
      serveraddress: registry,
      ...(isToken ? { identitytoken: Secret } : { username: Username, password: Secret }),
    }
  } catch {
    return undefined // it has none for this registry
  }
}
