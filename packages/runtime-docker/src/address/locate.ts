import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { ENGINE_SOCKET, type EngineAddress, parseAddress } from './address.ts'
import { contextInUse, readContext } from './docker-context.ts'
import type { DockerSettings } from './settings.ts'
import { readTls, type TlsMaterial } from './tls.ts'

/** Where an Engine is, and what is needed to connect to it. */
export interface EngineLocation {
  /** Its name in messages: the address as the user wrote it, or `context://name`. */
  readonly name: string
  readonly address: EngineAddress
  /** Present if the address uses TLS. */
  readonly tls?: TlsMaterial | undefined
}

/**
 * Locates an Engine by its address. Without one it is the Engine of the `docker` command: that of `DOCKER_HOST`, of the
 * context in use, or of this machine.
 *
 * @throws FlowError `LAUNCH_DOCKER_ADDRESS`, `LAUNCH_DOCKER_CONTEXT`, `LAUNCH_DOCKER_TLS`
 */
export async function locateEngine(requested: string | undefined, settings: DockerSettings): Promise<EngineLocation> {
  const { DOCKER_HOST, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH } = settings.environment
  const name = requested ?? (DOCKER_HOST || (await addressInUse(settings)))
  const address = parseAddress(name, { secure: Boolean(DOCKER_TLS_VERIFY) })
  if (address.kind === 'context') return await locateByContext(address.name, settings)
  if (!isSecure(address)) return { name, address }
  return { name, address, tls: await readTls(DOCKER_CERT_PATH || settings.folder) }
}

async function addressInUse(settings: DockerSettings): Promise<string> {
  const context = await contextInUse(settings)
  return context === undefined ? await defaultAddress(settings) : `context://${encodeURIComponent(context)}`
}

/** The default context has no file: it stands for this machine. */
async function locateByContext(name: string, settings: DockerSettings): Promise<EngineLocation> {
  const shownName = `context://${name}`
  if (name === 'default') return { name: shownName, address: parseEngineAddress(await defaultAddress(settings)) }
  const { host, skipVerify, certificates } = await readContext(name, settings)
  const tls = { ...(await readTls(certificates)), ...(skipVerify && { skipVerify }) }
  const address = parseEngineAddress(host, Object.keys(tls).length > 0)
  return isSecure(address) ? { name: shownName, address, tls } : { name: shownName, address }
}

/** A context must not name another context. */
function parseEngineAddress(text: string, secure = false): EngineAddress {
  const address = parseAddress(text, { secure })
  return address.kind === 'context' ? parseEngineAddress('') : address
}

function isSecure(address: EngineAddress): boolean {
  return address.kind === 'tcp' && address.secure
}

/** The Engine of this machine. Docker Desktop has its socket in the user's folder. */
async function defaultAddress({ folder }: DockerSettings): Promise<string> {
  if (process.platform === 'win32') return 'npipe:////./pipe/docker_engine'
  const own = join(folder, 'run', 'docker.sock')
  return await access(own).then(
    () => `unix://${own}`,
    () => `unix://${ENGINE_SOCKET}`,
  )
}
