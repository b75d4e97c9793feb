import type { Finding } from './finding.ts'

/** What the docker runtime says of this machine. */
export async function checkDocker(): Promise<Finding[]> {
  return []
}
