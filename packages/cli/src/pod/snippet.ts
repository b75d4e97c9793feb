import type { PodPorts } from './ports.ts'

/** What a flow file says of an external Pod, so that its Flow finds it: YAML. */
export function toSnippet(name: string, hosts: readonly string[], ports: PodPorts): string {
  const given = [
    ['external', true],
    ['host', hosts.length > 1 ? `[${hosts.join(', ')}]` : hosts[0]],
    ['port_in', ports.portIn],
    ['port_out', ports.portOut],
    ['port_control', ports.portControl],
  ].filter(([, value]) => value !== undefined)
  return ['pods:', `  ${name}:`, ...given.map(([option, value]) => `    ${option}: ${value}`)].join('\n')
}
