import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A certificate authority, as an owner of several Engines would run. */
export interface Authority {
  /** Its own certificate. */
  readonly ca: string
  /** Issues a certificate; returns a folder with `ca.pem`, `cert.pem` and `key.pem`. */
  issue(name: string, options?: IssueOptions): string
}

/** The contents of a certificate. */
export interface IssueOptions {
  /** The address of the server that it is for. */
  readonly address?: string | undefined
  /**
   * Days that it is valid; below 0 it has already expired.
   *
   * @defaultValue 1
   */
  readonly days?: number | undefined
}

const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Opens an authority that stores its files in a folder. */
export function openAuthority(folder: string): Authority {
  mkdirSync(folder, { recursive: true })
  const [ca, caKey] = [join(folder, 'ca.pem'), join(folder, 'ca-key.pem')]
  openssl('req', '-x509', ...CURVE, '-keyout', caKey, '-out', ca, '-subj', '/CN=peaflow-test-ca', '-days', '1')
  return {
    ca,
    issue: (name, { address, days = 1 } = {}) => {
      const own = join(folder, name)
      mkdirSync(own)
      copyFileSync(ca, join(own, 'ca.pem'))
      const [request, extensions] = [join(own, 'request.pem'), join(own, 'extensions')]
      openssl('req', ...CURVE, '-keyout', join(own, 'key.pem'), '-out', request, '-subj', `/CN=${name}`)
      writeFileSync(extensions, address === undefined ? '' : `subjectAltName = IP:${address}\n`)
      const signing = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', String(days), '-extfile', extensions]
      openssl('x509', '-req', '-in', request, ...signing, '-out', join(own, 'cert.pem'))
      return own
    },
  }
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}
