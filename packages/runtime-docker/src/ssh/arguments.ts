import type { SshAddress } from '../address/address.ts'

/** What `ssh` prints once the tunnel is open. */
export const READY = 'ready'

/** Settings that override the user's own configuration. */
const SETTINGS = {
  // There is no terminal to ask for a password, or whether to trust a key.
  BatchMode: 'yes',
  // A shared connection could outlive the tunnel, or end before it.
  ControlMaster: 'no',
  ControlPath: 'none',
  ExitOnForwardFailure: 'yes',
  StreamLocalBindUnlink: 'yes',
  ConnectTimeout: '10',
  // A connection that is cut ends `ssh` after 15 s.
  ServerAliveInterval: '5',
  ServerAliveCountMax: '3',
  // At this level `ssh` reports on stderr why it was refused.
  LogLevel: 'INFO',
  PermitLocalCommand: 'yes',
  LocalCommand: `echo ${READY}`,
} as const

/** The arguments of an `ssh` that forwards a socket of this machine to the socket of an Engine. */
export function toSshArguments({ host, user, port, socket }: SshAddress, localSocket: string): readonly string[] {
  return [
    ...['-N', '-T', '-a', '-x'],
    ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ...['-L', `${localSocket}:${socket}`],
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...['--', host],
  ]
}
