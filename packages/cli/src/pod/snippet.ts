import type { PodPorts } from './ports.ts'

/** The YAML by which a flow file describes an external Pod, so that its Flow finds it. */
export function toSnippet(name: string, hosts: readonly string[], ports: PodPorts): string {
  const options = [
    ['external', true],
    ['host', hosts.length > 1 ? `[${hosts.join(', ')}]` : hosts[0]],
    ['port_in', ports.portIn],
    ['port_out', ports.portOut],
    ['port_control', ports.portControl],
  ].filter(([, value]) => value !== undefined)
  return ['pods:', `  ${name}:`, ...options.map(([option, value]) => `    ${option}: ${value}`)].join('\n')
}
