import type { PeaSpec } from '@peaflow/core'
import { killHosts, readSettings, startPrograms } from '../pea/host-of.ts'
import { openFlowPea } from '../pea/pea.ts'
import type { OpenPea, OpenPeaOptions } from '../pea/pea-options.ts'

/**
 * Opens a Pea: its sockets, its executor and its end of the control channel. Resolves once its BIND sockets are open; the
 * Pea tells its Flow when it is ready. An external Pea opens its control port, and the rest for each Flow that adopts it.
 *
 * @throws FlowError `ADDRESS_…` if a port cannot be opened, or a host does not resolve.
 */
export async function openPea(spec: PeaSpec, options: OpenPeaOptions = {}): Promise<OpenPea> {
  if (spec.external) return await openExternal(spec, options)
  const settled = await readSettings(spec)
  const started = await startPrograms(settled, options)
  try {
    return await openFlowPea(settled, started)
  } catch (error) {
    killHosts(started)
    throw error
  }
}

/** Imported only when needed, because few Peas are external. */
async function openExternal(spec: PeaSpec, options: OpenPeaOptions): Promise<OpenPea> {
  const { openExternalPea } = await import('../external/external-pea.ts')
  return await openExternalPea(spec, (adopted, given) => openPea(adopted, { ...options, ...given }))
}
