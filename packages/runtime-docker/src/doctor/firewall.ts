import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** The number of packets that each rule of the firewall has dropped. */
export type DropCounts = ReadonlyMap<string, number>

/** Reads the counters of `iptables`; `undefined` without root or without `iptables`. */
export async function countDrops(): Promise<DropCounts | undefined> {
  try {
    const { stdout } = await execute('iptables-save', ['-c'])
    return parseDrops(stdout)
  } catch {
    return undefined
  }
}

/** The rules, and policies of chains, in the output of `iptables-save -c` that drop or reject packets. */
export function parseDrops(output: string): DropCounts {
  const counts = new Map<string, number>()
  for (const line of output.split('\n')) {
    const [, packets, rule] = /^\[(\d+):\d+\] (-A .*-j (?:DROP|REJECT)\b.*)$/.exec(line) ?? []
    if (rule !== undefined) counts.set(rule, Number(packets))
    const [, chain, dropped] = /^:(\S+) DROP \[(\d+):\d+\]$/.exec(line) ?? []
    if (chain !== undefined) counts.set(`-P ${chain} DROP`, Number(dropped))
  }
  return counts
}

/** The rules that dropped packets between two counts. */
export function findNewDrops(before: DropCounts, after: DropCounts): readonly string[] {
  return [...after].filter(([rule, count]) => count > (before.get(rule) ?? 0)).map(([rule]) => rule)
}
