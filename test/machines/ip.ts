import { execFileSync } from 'node:child_process'

/** Runs `ip` of iproute2 and returns its output. Throws its error output if it fails. */
export function ip(command: string): string {
  return execFileSync('ip', command.split(' '), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
