import { FlowError, isFlowError } from '@peaflow/core'
import type { SshAddress, TcpAddress } from '../address/address.ts'
import type { EngineLocation } from '../address/locate.ts'
import { type EngineFailure, isUnreachable, messageOf } from './problem.ts'

/** What went wrong between this machine and an Engine, and what mends it. */
interface Explanation {
  readonly matches: RegExp
  /** In words, where those of the system are none for a person. */
  readonly why?: string
  readonly hint: (address: TcpAddress) => string
}

const CERTIFICATES = 'in DOCKER_CERT_PATH (by default ~/.docker), or in the context'

/** By the code of the failure, or the words of the Engine; the first that matches holds. */
const OF_TLS: readonly Explanation[] = [
  { matches: /HAS_EXPIRED|NOT_YET_VALID/, hint: () => 'Renew the certificate of its dockerd, or set the clock' },
  {
    matches: /ALTNAME/,
    hint: ({ host }) => `Make its certificate with subjectAltName ${host}, or use a name that it has`,
  },
  {
    matches: /SELF_SIGNED|UNABLE_TO/,
    hint: () => `ca.pem must be of who signed the certificate of its dockerd: ${CERTIFICATES}`,
  },
  {
    matches: /ALERT/,
    why: 'it wants a certificate that it trusts',
    hint: () => `It does not take the certificate of this machine: see cert.pem and key.pem ${CERTIFICATES}`,
  },
  {
    matches: /WRONG_VERSION|wrong version|packet length/,
    why: 'it speaks none at that port',
    hint: ({ host, port }) => `It speaks no TLS there: write http://${host}:${port}, if nobody else reaches that port`,
  },
  {
    matches: /to an HTTPS server/,
    why: 'it speaks nothing else at that port',
    hint: ({ host, port }) => `It wants TLS: write https://${host}:${port}, or set DOCKER_TLS_VERIFY=1`,
  },
  {
    matches: /PEM|KEY_VALUES|ERR_OSSL/i,
    why: 'a certificate or key of this machine is none, or both do not belong together',
    hint: () => `See ca.pem, cert.pem and key.pem ${CERTIFICATES}`,
  },
]

const OF_THE_WAY: readonly Explanation[] = [
  {
    matches: /ENOTFOUND|EAI_/,
    hint: () => 'See host and docker_host for a typing mistake; an IP address always works',
  },
  {
    matches: /ECONNREFUSED/,
    hint: ({ host, port }) =>
      `Let dockerd listen there, with TLS (dockerd --tlsverify --host tcp://0.0.0.0:${port}), or go by ssh://${host}`,
  },
  { matches: /./, hint: ({ host }) => `See that ${host} is up, and that no firewall is in the way` },
]

/**
 * The error for an Engine that cannot be talked to.
 *
 * @param said - what `ssh` said, where it leads there.
 */
export function explainConnection(cause: unknown, location: EngineLocation, said: readonly string[] = []): FlowError {
  if (isFlowError(cause)) return cause
  const { address, name } = location
  if (address.kind === 'ssh') return behindSsh(cause, address, said)
  if (address.kind === 'tcp') return overTcp(cause, address, name)
  return unreachable(`no Docker Engine answers at ${name}: ${messageOf(cause)}`, hintHere(cause), cause)
}

/** Whether the Engine did not come to answer, so that {@link explainConnection} says why. */
export function isConnectionProblem(caught: unknown): boolean {
  const { code = '', statusCode } = caught as EngineFailure
  if (isUnreachable(caught)) return true
  return statusCode === undefined && OF_TLS.some(({ matches }) => matches.test(code))
}

function hintHere(cause: unknown): string {
  return (cause as EngineFailure).code === 'EACCES'
    ? 'You may not use it: sudo usermod -aG docker $USER, then log in again'
    : 'Start it (sudo systemctl start docker, or Docker Desktop), or say where it is: DOCKER_HOST'
}

function overTcp(cause: unknown, address: TcpAddress, name: string): FlowError {
  const text = `${(cause as EngineFailure).code} ${messageOf(cause)}`
  const ofTls = OF_TLS.find(({ matches }) => matches.test(text))
  if (ofTls === undefined) {
    const hint = OF_THE_WAY.find(({ matches }) => matches.test(text))?.hint(address)
    return unreachable(`no Docker Engine answers at ${name}: ${messageOf(cause)}`, hint, cause)
  }
  const message = `no TLS with the Docker Engine at ${name}: ${ofTls.why ?? messageOf(cause)}`
  return new FlowError('LAUNCH_DOCKER_TLS', message, { hint: ofTls.hint(address), cause })
}

function behindSsh(cause: unknown, { host, user, socket }: SshAddress, said: readonly string[]): FlowError {
  const why = said.at(-1) ?? messageOf(cause)
  const hint = /prohibited/.test(why)
    ? 'Its sshd must let sockets be forwarded: AllowStreamLocalForwarding yes'
    : `Start Docker there, and let ${user ?? 'your user'} use it: sudo usermod -aG docker ${user ?? '$USER'}`
  return unreachable(`ssh gets through to ${host}, but no Docker Engine answers at its ${socket}: ${why}`, hint, cause)
}

function unreachable(message: string, hint: string | undefined, cause: unknown): FlowError {
  return new FlowError('LAUNCH_DOCKER_UNREACHABLE', message, { hint, cause })
}
