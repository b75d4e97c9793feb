import { FlowError } from '@peaflow/core'

/**
 * The runtime packages of `--runtime name=package`, by name.
 *
 * @throws FlowError `CONFIG_RUNTIME` for a value that is not written so.
 */
export function parseRuntimes(values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(values.map(parseRuntime))
}

function parseRuntime(value: string): readonly [name: string, specifier: string] {
  const [, name, specifier] = /^([^=]+)=(.+)$/.exec(value) ?? []
  if (name !== undefined && specifier !== undefined) return [name, specifier]
  throw new FlowError('CONFIG_RUNTIME', `--runtime "${value}" does not name the package of the runtime`, {
    hint: 'Write --runtime name=package, where name is what Pods have as their runtime',
  })
}
