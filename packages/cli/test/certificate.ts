import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Writes a certificate for 127.0.0.1 that is signed by itself, `cert.pem`, and its key, `key.pem`. */
export function writeCertificate(folder: string): void {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync('openssl', ['req', '-x509', ...curve, ...files, '-days', '1', ...names], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}
