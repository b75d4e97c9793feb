import { FlowError, isFlowError } from '@peaflow/core'
import type { SshAddress, TcpAddress } from '../address/address.ts'
import type { EngineLocation } from '../address/locate.ts'
import { type EngineFailure, isUnreachable, messageOf } from './failure.ts'

/** What went wrong on the way to an Engine, and how to fix it. */
interface ConnectionExplanation {
  readonly matches: RegExp
  /** The reason in plain words, where the system's message is cryptic. */
  readonly reason?: string
  readonly hint: (address: TcpAddress) => string
}

const CERTIFICATES = 'in DOCKER_CERT_PATH (by default ~/.docker), or in the context'

/** TLS errors, by their code or the Engine's message; the first match applies. */
const TLS_ERRORS: readonly ConnectionExplanation[] = [
  { matches: /HAS_EXPIRED|NOT_YET_VALID/, hint: () => 'Renew the certificate of its dockerd, or correct the clock' },
  {
    matches: /ALTNAME/,
    hint: ({ host }) => `Issue its certificate with subjectAltName ${host}, or use a name that is in the certificate`,
  },
  {
    matches: /SELF_SIGNED|UNABLE_TO/,
    hint: () => `ca.pem must be of the authority that signed the certificate of its dockerd: ${CERTIFICATES}`,
  },
  {
    matches: /ALERT/,
    reason: 'it requires a certificate that it trusts',
    hint: () => `It does not accept the certificate of this machine: check cert.pem and key.pem ${CERTIFICATES}`,
  },
  {
    matches: /WRONG_VERSION|wrong version|packet length/,
    reason: 'the server does not use TLS on that port',
    hint: ({ host, port }) => `Write http://${host}:${port}, if only trusted machines can reach that port`,
  },
  {
    matches: /to an HTTPS server/,
    reason: 'the server requires TLS on that port',
    hint: ({ host, port }) => `Use TLS: write https://${host}:${port}, or set DOCKER_TLS_VERIFY=1`,
  },
  {
    matches: /PEM|KEY_VALUES|ERR_OSSL/i,
    reason: 'a certificate or key of this machine is not valid, or they do not match',
    hint: () => `Check ca.pem, cert.pem and key.pem ${CERTIFICATES}`,
  },
]

const NETWORK_ERRORS: readonly ConnectionExplanation[] = [
  {
    matches: /ENOTFOUND|EAI_/,
    hint: () => 'Check the spelling of host and docker_host, or use an IP address',
  },
  {
    matches: /ECONNREFUSED/,
    hint: ({ host, port }) =>
      `Make dockerd listen there, with TLS (dockerd --tlsverify --host tcp://0.0.0.0:${port}), or use ssh://${host}`,
  },
  { matches: /./, hint: ({ host }) => `Check that ${host} is up, and that no firewall blocks the connection` },
]

/**
 * The error for an Engine that cannot be reached.
 *
 * @param sshLines - the last lines of `ssh`, for an Engine behind it.
 */
export function explainConnection(
  cause: unknown,
  location: EngineLocation,
  sshLines: readonly string[] = [],
): FlowError {
  if (isFlowError(cause)) return cause
  const { address, name } = location
  if (address.kind === 'ssh') return behindSsh(cause, address, sshLines)
  if (address.kind === 'tcp') return overTcp(cause, address, name)
  return unreachable(`no Docker Engine responds at ${name}: ${messageOf(cause)}`, localHint(cause), cause)
}

/** Whether the connection to the Engine failed, so that {@link explainConnection} can say why. */
export function isConnectionError(caught: unknown): boolean {
  const { code = '', statusCode } = caught as EngineFailure
  if (isUnreachable(caught)) return true
  return statusCode === undefined && TLS_ERRORS.some(({ matches }) => matches.test(code))
}

function localHint(cause: unknown): string {
  return (cause as EngineFailure).code === 'EACCES'
    ? 'Your user may not use it: sudo usermod -aG docker $USER, then log in again'
    : 'Start it (sudo systemctl start docker, or Docker Desktop), or set DOCKER_HOST to its address'
}

function overTcp(cause: unknown, address: TcpAddress, name: string): FlowError {
  const text = `${(cause as EngineFailure).code} ${messageOf(cause)}`
  const tlsError = TLS_ERRORS.find(({ matches }) => matches.test(text))
  if (tlsError === undefined) {
    const hint = NETWORK_ERRORS.find(({ matches }) => matches.test(text))?.hint(address)
    return unreachable(`no Docker Engine responds at ${name}: ${messageOf(cause)}`, hint, cause)
  }
  const message = `the TLS connection to the Docker Engine at ${name} failed: ${tlsError.reason ?? messageOf(cause)}`
  return new FlowError('LAUNCH_DOCKER_TLS', message, { hint: tlsError.hint(address), cause })
}

function behindSsh(cause: unknown, { host, user, socket }: SshAddress, lines: readonly string[]): FlowError {
  const reason = lines.at(-1) ?? messageOf(cause)
  const hint = /prohibited/.test(reason)
    ? 'Its sshd must allow the forwarding of sockets: AllowStreamLocalForwarding yes'
    : `Start Docker on that machine, and allow ${user ?? 'your user'} to use it: sudo usermod -aG docker ${user ?? '$USER'}`
  return unreachable(`ssh connects to ${host}, but no Docker Engine responds at its ${socket}: ${reason}`, hint, cause)
}

function unreachable(message: string, hint: string | undefined, cause: unknown): FlowError {
  return new FlowError('LAUNCH_DOCKER_UNREACHABLE', message, { hint, cause })
}
