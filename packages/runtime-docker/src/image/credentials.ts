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

/** What the `docker` command knows of a registry. */
export interface Login {
  /** `undefined` if it has none. */
  readonly credentials?: Credentials | undefined
  /** Why it cannot say: the program that has them does not start. */
  readonly failure?: string | undefined
}

/**
 * Finds the credentials that `docker login` stored for a registry.
 *
 * @throws FlowError `LAUNCH_DOCKER_CONFIG` if the configuration file cannot be read.
 */
export async function findCredentials(registry: string, settings: DockerSettings): Promise<Login> {
  const file = join(settings.folder, 'config.json')
  const config = ((await readJson(file)) ?? {}) as DockerConfig
  const helper = config.credHelpers?.[registry] ?? config.credsStore
  if (helper !== undefined) return await askHelper(`docker-credential-${helper}`, { registry, file })
  const { auth } = config.auths?.[registry] ?? {}
  if (typeof auth !== 'string') return {}
  const [username = '', ...password] = Buffer.from(auth, 'base64').toString().split(':')
  return { credentials: { username, password: password.join(':'), serveraddress: registry } }
}

/** A registry, and the configuration file that names the program. */
interface Question {
  readonly registry: string
  readonly file: string
}

/** Asks the program that stores credentials in the system's key chain. */
async function askHelper(program: string, { registry, file }: Question): Promise<Login> {
  const child = spawn(program, ['get'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const failed = new Promise<NodeJS.ErrnoException>((resolve) => child.on('error', resolve))
  child.stdin.on('error', () => {}).end(registry)
  const output = await Promise.race([text(child.stdout), failed])
  if (output instanceof Error) {
    const why = output.code === 'ENOENT' ? 'is not installed' : `does not start: ${output.message}`
    return { failure: `the program ${program}, which ${file} names for credentials, ${why}` }
  }
  try {
    const { Username, Secret } = JSON.parse(output) as { readonly Username: string; readonly Secret: string }
    const isToken = Username === '<token>'
    const secret = isToken ? { identitytoken: Secret } : { username: Username, password: Secret }
    return { credentials: { serveraddress: registry, ...secret } }
  } catch {
    return {} // it has none for this registry
  }
}
