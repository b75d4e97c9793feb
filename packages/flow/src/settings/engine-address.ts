/** The placeholder in `docker_host` for the host of each replica. */
export const EACH_HOST = '{host}'

/**
 * The address of the Engine that runs a container: `docker_host` for its machine. The default on another machine is
 * `ssh://`; on this one it is the Engine of the `docker` command.
 *
 * @param machine - null for this machine.
 */
export function engineAddress(machine: string | null, dockerHost?: string): string | undefined {
  if (machine === null) return dockerHost?.includes(EACH_HOST) ? undefined : dockerHost
  const host = machine.includes(':') ? `[${machine}]` : machine
  return (dockerHost ?? `ssh://${EACH_HOST}`).replaceAll(EACH_HOST, host)
}
