import type { ProcessStatistics } from '@peaflow/protocol'

/**
 * What this process uses. The delay of its event loop is left out: to measure it every 10 ms takes 9 ms of CPU time a second
 * (`monitorEventLoopDelay`, Node 20.20, idle process), which is more than a heartbeat, a status and all statistics together.
 */
export function processUsage(): ProcessStatistics {
  const { user, system } = process.cpuUsage()
  return { cpu: (user + system) / 1_000, memory: process.memoryUsage.rss() }
}
