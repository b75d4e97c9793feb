import type { RunningFlow } from '@peaflow/engine'
import type { Administration, OnAccess, ServedFlow } from '@peaflow/serve'
import { type FileOptions, type HttpOptions, toServeOptions } from './serve-options.ts'

/** Opens what is open while a Flow is up: its admin API, and, if it is to be served, a server. */
export type OpenServer = (running: RunningFlow) => Promise<ServedFlow | undefined>

/** What says how a Flow is served: the options of the command, its file, and who operates it. */
export interface ServingSources {
  readonly given: HttpOptions
  readonly file: FileOptions
  readonly administration: Administration
  readonly onAccess: OnAccess
}

/**
 * Prepares to serve a Flow, and to let it be operated, before it starts: mistakes are found first.
 *
 * @throws FlowError `CONFIG_TOKEN`, `CONFIG_TLS`, `CONFIG_INSECURE`, `ADDRESS_HTTP` or `ADDRESS_GRPC`.
 */
export async function prepareServer({ given, file, administration, onAccess }: ServingSources): Promise<OpenServer> {
  const { checkServeOptions, openAdmin, serve } = await import('@peaflow/serve')
  if (given.http === false)
    return async (running) => {
      await openAdmin(running, administration)
      return undefined
    }
  const options = { ...toServeOptions(given, file), administration, onAccess }
  checkServeOptions(options)
  return (running) => serve(running, options)
}
