import { FlowError } from '@peaflow/core'
import type { SshAddress } from '../address/address.ts'

/** Messages of `ssh`, each with a hint; the first match applies. */
const HINTS: readonly (readonly [message: RegExp, hint: (command: string) => string])[] = [
  [
    /permission denied|too many authentication failures/i,
    (command) => `Peaflow cannot enter a password: ${command} must work without one (ssh-copy-id, ssh-agent)`,
  ],
  [/host key|host identification/i, (command) => `Check whose key it is, and accept it by hand: ${command}`],
  [/could not resolve/i, () => 'Check the spelling of host and docker_host, or use an IP address'],
  [/not found|no such file or directory.*ssh/i, () => 'Install the ssh command (openssh-client)'],
]

/** The error for an `ssh` that could not open the tunnel. */
export function explainSsh(address: SshAddress, lines: readonly string[]): FlowError {
  const output = lines.join('; ') || 'it ended without a message'
  const command = toCommandLine(address)
  const [, hint] = HINTS.find(([message]) => message.test(output)) ?? []
  return new FlowError('LAUNCH_DOCKER_SSH', `ssh cannot connect to ${address.host}: ${output}`, {
    hint: hint?.(command) ?? `This command must work first: ${command} true`,
  })
}

/** The command to try by hand. */
function toCommandLine({ host, user, port }: SshAddress): string {
  return ['ssh', ...(port === undefined ? [] : ['-p', port]), user === undefined ? host : `${user}@${host}`].join(' ')
}
