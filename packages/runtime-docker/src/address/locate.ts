import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { ENGINE_SOCKET, type EngineAddress, readAddress } from './address.ts'
import { contextInUse, readContext } from './context.ts'
import type { DockerSettings } from './settings.ts'
import { readTls, type TlsMaterial } from './tls.ts'

/** An Engine that was found, and what it takes to talk to it. */
export interface EngineLocation {
  /** What a person knows it by: the address as it was written, `context://name`. */
  readonly name: string
  readonly address: EngineAddress
  /** For an address that speaks TLS. */
  readonly tls?: TlsMaterial | undefined
}

/**
 * Finds an Engine by an address; by default the one that the `docker` command would talk to: that of `DOCKER_HOST`, of
 * the context in use, or of this machine.
 *
 * @throws FlowError `LAUNCH_DOCKER_ADDRESS`, `LAUNCH_DOCKER_CONTEXT`, `LAUNCH_DOCKER_TLS`
 */
export async function locateEngine(given: string | undefined, settings: DockerSettings): Promise<EngineLocation> {
  const { DOCKER_HOST, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH } = settings.environment
  const name = given ?? (DOCKER_HOST || (await addressInUse(settings)))
  const address = readAddress(name, { secure: Boolean(DOCKER_TLS_VERIFY) })
  if (address.kind === 'context') return await locateByContext(address.name, settings)
  if (!isSecure(address)) return { name, address }
  return { name, address, tls: await readTls(DOCKER_CERT_PATH || settings.folder) }
}

async function addressInUse(settings: DockerSettings): Promise<string> {
  const context = await contextInUse(settings)
  return context === undefined ? await addressHere(settings) : `context://${encodeURIComponent(context)}`
}

/** The default context is no file: it stands for this machine. */
async function locateByContext(name: string, settings: DockerSettings): Promise<EngineLocation> {
  const shown = `context://${name}`
  if (name === 'default') return { name: shown, address: readSimple(await addressHere(settings)) }
  const { host, skipVerify, certificates } = await readContext(name, settings)
  const tls = { ...(await readTls(certificates)), ...(skipVerify && { skipVerify }) }
  const address = readSimple(host, Object.keys(tls).length > 0)
  return isSecure(address) ? { name: shown, address, tls } : { name: shown, address }
}

/** An address that is no context: a context leads to no other. */
function readSimple(text: string, secure = false): EngineAddress {
  const address = readAddress(text, { secure })
  return address.kind === 'context' ? readSimple('') : address
}

function isSecure(address: EngineAddress): boolean {
  return address.kind === 'tcp' && address.secure
}

/** Docker Desktop has its socket in the user's folder. */
async function addressHere({ folder }: DockerSettings): Promise<string> {
  if (process.platform === 'win32') return 'npipe:////./pipe/docker_engine'
  const own = join(folder, 'run', 'docker.sock')
  return await access(own).then(
    () => `unix://${own}`,
    () => `unix://${ENGINE_SOCKET}`,
  )
}
