import { FlowError } from '@peaflow/core'
import type { SshAddress } from '../address/address.ts'

/** What `ssh` says, and what mends it; the first that matches holds. */
const HINTS: readonly (readonly [says: RegExp, hint: (command: string) => string])[] = [
  [
    /permission denied|too many authentication failures/i,
    (command) => `Peaflow types no password: ${command} must get in without one (ssh-copy-id, ssh-agent)`,
  ],
  [/host key|host identification/i, (command) => `See whose key it is, and trust it, by hand: ${command}`],
  [/could not resolve/i, () => 'See host and docker_host for a typing mistake; an IP address always works'],
  [/not found|no such file or directory.*ssh/i, () => 'Install the ssh command (openssh-client)'],
]

/** The error for an `ssh` that does not get through. */
export function explainSsh(address: SshAddress, lines: readonly string[]): FlowError {
  const said = lines.join('; ') || 'it ended without a word'
  const command = toCommandLine(address)
  const [, hint] = HINTS.find(([says]) => says.test(said)) ?? []
  return new FlowError('LAUNCH_DOCKER_SSH', `ssh does not get through to ${address.host}: ${said}`, {
    hint: hint?.(command) ?? `This must work by itself: ${command} true`,
  })
}

/** What a person would type to get there. */
function toCommandLine({ host, user, port }: SshAddress): string {
  return ['ssh', ...(port === undefined ? [] : ['-p', port]), user === undefined ? host : `${user}@${host}`].join(' ')
}
