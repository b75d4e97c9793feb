/** Stands in `docker_host` for the host of each replica. */
export const EACH_HOST = '{host}'

/**
 * The address of the Engine that runs a container: what `docker_host` says for its machine. On another machine that is
 * `ssh://` by default; on this one it is what the `docker` command talks to.
 *
 * @param machine - null for this machine.
 */
export function engineAddress(machine: string | null, dockerHost?: string): string | undefined {
  if (machine === null) return dockerHost?.includes(EACH_HOST) ? undefined : dockerHost
  const host = machine.includes(':') ? `[${machine}]` : machine
  return (dockerHost ?? `ssh://${EACH_HOST}`).replaceAll(EACH_HOST, host)
}
