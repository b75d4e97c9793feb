import type { PeaSpec } from '@peaflow/core'
import { readSettings } from '../pea/host-of.ts'
import { Pea } from '../pea/pea.ts'
import type { OpenPea, OpenPeaOptions } from '../pea/pea-options.ts'

/**
 * Opens a Pea: its sockets, its executor and its end of the control channel. Resolves once its BIND sockets are open; the
 * Pea tells its Flow when it is ready. An external Pea opens its control port, and the rest for each Flow that adopts it.
 *
 * @throws FlowError `ADDRESS_…` if a port cannot be opened, or a host does not resolve.
 */
export async function openPea(spec: PeaSpec, options: OpenPeaOptions = {}): Promise<OpenPea> {
  if (spec.external) return await openExternal(spec, options)
  const pea = new Pea(await readSettings(spec), options)
  await pea.open()
  return pea
}

/** Imported only when needed, because few Peas are external. */
async function openExternal(spec: PeaSpec, options: OpenPeaOptions): Promise<OpenPea> {
  const { ExternalPea } = await import('../external/external-pea.ts')
  const pea = new ExternalPea(spec, (adopted, given) => openPea(adopted, { ...options, ...given }))
  await pea.open()
  return pea
}
