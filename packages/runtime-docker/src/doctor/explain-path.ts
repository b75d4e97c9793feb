import type { DockerFinding } from './docker-finding.ts'
import type { HostPath } from './host-path.ts'

const NAME = 'container to host'

/** Explains the connection from a container to this machine and, if it failed, how to fix it. */
export function explainPath({ error, address, drops }: HostPath, listenAt: string): DockerFinding {
  if (error === undefined) return { name: NAME, state: 'ok', detail: `a container reaches this machine at ${address}` }
  const detail = `a container does not reach this machine at ${address ?? 'host.docker.internal'}: ${error}`
  if (error === 'ECONNREFUSED') {
    const hint = `Containers look for this machine at ${address}, not at ${listenAt}: set PEAFLOW_BRIDGE=${address}`
    return { name: NAME, state: 'limited', detail, hint }
  }
  return { name: NAME, state: 'limited', detail, hint: firewallHint(drops) }
}

/** Like {@link explainPath}, for a container on another machine; `where` reads ` on <machine>`. */
export function explainRemotePath({ error, address, drops = [] }: HostPath, where: string): DockerFinding {
  const target = `this machine at ${address}`
  if (error === undefined) return { name: NAME, state: 'ok', detail: `a container${where} reaches ${target}` }
  const rules =
    drops.length === 0 ? '' : `; the firewall of this machine drops it: iptables ${drops.join(', iptables ')}`
  const hint = `Give the Flow a hostname that leads from there to this machine, and open its ports${rules}`
  return { name: NAME, state: 'limited', detail: `a container${where} does not reach ${target}: ${error}`, hint }
}

function firewallHint(drops: readonly string[] | undefined): string {
  const fix = 'sudo iptables -I INPUT -i docker0 -p tcp -j ACCEPT (with ufw: sudo ufw allow in on docker0)'
  if (drops === undefined) return `A firewall may block it; sudo peaflow doctor says which rule. ${fix}`
  if (drops.length === 0) return `A firewall may block it, although no rule of iptables does. ${fix}`
  return `The firewall drops it: iptables ${drops.join(', iptables ')}. Let it through: ${fix}`
}
