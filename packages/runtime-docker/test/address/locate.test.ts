import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { locateEngine } from '../../src/address/locate.ts'
import { makeFolder } from '../docker/folder.ts'

const folder = makeFolder()

/** Writes a file, and creates its folders. */
function write(path: readonly string[], text: string): void {
  const file = join(folder, ...path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
}

const idOf = (context: string) => createHash('sha256').update(context).digest('hex')

function writeContext(config: string, name: string, docker: object): void {
  write([config, 'contexts', 'meta', idOf(name), 'meta.json'], JSON.stringify({ Name: name, Endpoints: { docker } }))
}

beforeAll(() => {
  write(['named', 'config.json'], JSON.stringify({ currentContext: 'remote' }))
  write(['plain', 'config.json'], '{}')
  write(['plain', 'ca.pem'], 'the CA')
  write(['plain', 'cert.pem'], 'the certificate')
  write(['plain', 'key.pem'], 'the key')
  write(['elsewhere', 'ca.pem'], 'another CA')
  for (const config of ['named', 'plain']) {
    writeContext(config, 'remote', { Host: 'tcp://10.0.0.1:2375' })
    writeContext(config, 'tls', { Host: 'tcp://10.0.0.1:4000' })
    writeContext(config, 'trusting', { Host: 'https://10.0.0.1:4000', SkipTLSVerify: true })
    writeContext(config, 'shell', { Host: 'ssh://me@remote' })
    write([config, 'contexts', 'tls', idOf('tls'), 'docker', 'ca.pem'], 'the CA of the context')
  }
})

type Row = [
  what: string,
  requested: string | undefined,
  config: string,
  environment: Record<string, string>,
  found: object,
]

const plain = (host: string, port: number) => ({ kind: 'tcp', host, port, secure: false })
const secure = (host: string, port: number) => ({ kind: 'tcp', host, port, secure: true })
const files = { ca: 'the CA', cert: 'the certificate', key: 'the key' }

const rows: Row[] = [
  ['the context in use', undefined, 'named', {}, { name: 'context://remote', address: plain('10.0.0.1', 2375) }],
  ['the context that is named', undefined, 'plain', { DOCKER_CONTEXT: 'remote' }, { address: plain('10.0.0.1', 2375) }],
  ['this machine without a context', undefined, 'plain', {}, { address: { kind: 'socket' } }],
  [
    'this machine for the default context',
    undefined,
    'named',
    { DOCKER_CONTEXT: 'default' },
    { address: { kind: 'socket' } },
  ],
  ['this machine without settings', undefined, 'nothing', {}, { address: { kind: 'socket' } }],
  ['DOCKER_HOST before a context', undefined, 'named', { DOCKER_HOST: 'unix:///x' }, { address: { path: '/x' } }],
  [
    'the requested address before DOCKER_HOST',
    'unix:///y',
    'named',
    { DOCKER_HOST: 'unix:///x' },
    { address: { path: '/y' } },
  ],
  [
    'a context by its address',
    'context://shell',
    'plain',
    {},
    { address: { kind: 'ssh', host: 'remote', user: 'me' } },
  ],
  [
    'the certificates of a context, which imply TLS',
    'context://tls',
    'plain',
    {},
    { address: secure('10.0.0.1', 4000), tls: { ca: 'the CA of the context' } },
  ],
  [
    'that a context accepts any certificate',
    'context://trusting',
    'plain',
    {},
    { address: secure('10.0.0.1', 4000), tls: { skipVerify: true } },
  ],
  ['the certificates of ~/.docker', 'tcp://remote:2376', 'plain', {}, { address: secure('remote', 2376), tls: files }],
  [
    'those of DOCKER_CERT_PATH, with TLS because of DOCKER_TLS_VERIFY',
    'tcp://remote:4000',
    'plain',
    { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(folder, 'elsewhere') },
    { address: secure('remote', 4000), tls: { ca: 'another CA' } },
  ],
  ['no certificates without TLS', 'tcp://remote:2375', 'plain', {}, { address: plain('remote', 2375) }],
  [
    'no certificates where there are none',
    'tcp://remote:2376',
    'named',
    {},
    { address: secure('remote', 2376), tls: {} },
  ],
]

test.each(rows)('it finds %s', async (_what, requested, config, environment, found) => {
  const location = await locateEngine(requested, { environment, folder: join(folder, config) })
  expect(location).toMatchObject(found)
  expect(location.tls).toEqual('tls' in found ? found.tls : undefined)
})

test('it lists the contexts that exist', async () => {
  const settings = { environment: {}, folder: join(folder, 'plain') }
  await expect(locateEngine('context://fra', settings)).rejects.toMatchObject({
    code: 'LAUNCH_DOCKER_CONTEXT',
    message: 'there is no Docker context "fra"',
    hint: expect.stringContaining('remote, shell, tls, trusting'),
  })
  const missing = { ...settings, environment: { DOCKER_CONTEXT: 'gone' } }
  await expect(locateEngine(undefined, missing)).rejects.toMatchObject({ code: 'LAUNCH_DOCKER_CONTEXT' })
})
