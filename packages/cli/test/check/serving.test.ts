import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeCertificate } from '../certificate.ts'
import { type FlowFile, runCommand, writeFlowFile } from '../process.ts'

/** Checks a Flow of one Pod whose file begins with these options. */
async function check(flow: FlowFile, options: string) {
  writeFileSync(flow.file, `with: ${options}\n${readFileSync(flow.file, 'utf8')}`)
  const { code, stdout } = await runCommand(['check', flow.file, '--json'])
  return { code, ...JSON.parse(stdout) }
}

it('finds a certificate that is not there, and says where the file names it', async () => {
  using flow = writeFlowFile('pass: {}')
  expect(await check(flow, '{ tls: { cert: cert.pem, key: key.pem } }')).toMatchObject({
    code: 2,
    errors: [
      { code: 'CONFIG_TLS', line: 1, column: 14, path: 'with.tls', message: expect.stringContaining('cert.pem') },
    ],
  })
})

it('finds a key that belongs to another certificate', async () => {
  using flow = writeFlowFile('pass: {}')
  using other = writeFlowFile('pass: {}')
  writeCertificate(flow.folder)
  writeCertificate(other.folder)
  const options = `{ tls: { cert: cert.pem, key: ${join(other.folder, 'key.pem')} } }`
  expect(await check(flow, options)).toMatchObject({
    code: 2,
    errors: [{ code: 'CONFIG_TLS', message: 'the key is not that of the certificate' }],
  })
})

it('is content with a certificate and its key', async () => {
  using flow = writeFlowFile('pass: {}')
  writeCertificate(flow.folder)
  expect(await check(flow, '{ http: 8080, tls: { cert: cert.pem, key: key.pem } }')).toMatchObject({
    code: 0,
    errors: [],
    warnings: [],
  })
})

it('warns of a Flow that anybody could call', async () => {
  using flow = writeFlowFile('pass: {}')
  expect(await check(flow, '{ http: 0.0.0.0:8080 }')).toMatchObject({
    code: 0,
    warnings: [{ code: 'CONFIG_INSECURE', line: 1, path: 'with.http' }],
  })
})

it('warns of endpoints whose paths are taken', async () => {
  using flow = writeFlowFile('a: { uses: ./a.mjs }', 'b: { uses: ./b.cjs }', 'c: { uses: ./c.mjs }')
  writeFileSync(
    join(flow.folder, 'a.mjs'),
    "export default { requests: { '/status': (documents) => documents, '/index': (documents) => documents } }",
  )
  writeFileSync(
    join(flow.folder, 'b.cjs'),
    "const requests = { '/-/mine': (documents) => documents }\nmodule.exports = { requests }",
  )
  writeFileSync(join(flow.folder, 'c.mjs'), 'export default (documents) => documents // requests: /status')
  const { code, warnings } = await check(flow, '{}')
  expect([code, warnings]).toEqual([
    0,
    [
      expect.objectContaining({
        code: 'CONFIG_RESERVED_PATH',
        path: 'pods.a.uses',
        message: '"a" serves /status, but over HTTP that path is the server\'s own',
      }),
      expect.objectContaining({ code: 'CONFIG_RESERVED_PATH', path: 'pods.b.uses' }),
    ],
  ])
})

it('shows no token that stands in the file, whatever else is wrong', async () => {
  using flow = writeFlowFile('pass: {}')
  for (const token of ['peas-and-beans', '"peas-and-beans"', "'peas-and-beans'"]) {
    writeFileSync(flow.file, `with: { http: here, token: ${token}, max_queue: -1 }\npods: { a: {} }\n`)
    const { code, stdout, stderr } = await runCommand(['check', flow.file])
    expect(code).toBe(2)
    expect(stderr).toContain('with.http')
    expect(stdout + stderr).not.toContain('peas-and-beans')
  }
})
