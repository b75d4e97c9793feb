import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { findEngineAddress } from '../../src/engine/address.ts'
import { findCredentials } from '../../src/image/credentials.ts'
import { makeFolder } from '../docker/folder.ts'

const folder = makeFolder()
const withConfig = (name: string, config: object) => {
  const path = join(folder, name)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'config.json'), JSON.stringify(config))
  return path
}

beforeAll(() => {
  const id = createHash('sha256').update('far').digest('hex')
  for (const name of ['named', 'plain']) {
    mkdirSync(join(folder, name, 'contexts', 'meta', id), { recursive: true })
    const meta = { Name: 'far', Endpoints: { docker: { Host: 'tcp://10.0.0.1:2375' } } }
    writeFileSync(join(folder, name, 'contexts', 'meta', id, 'meta.json'), JSON.stringify(meta))
  }
  withConfig('named', { currentContext: 'far' })
  withConfig('plain', {})
})

const addresses: [what: string, config: string, environment: Record<string, string>, address: string | undefined][] = [
  ['the context in use', 'named', {}, 'tcp://10.0.0.1:2375'],
  ['the context that is named', 'plain', { DOCKER_CONTEXT: 'far' }, 'tcp://10.0.0.1:2375'],
  ['none without a context', 'plain', {}, undefined],
  ['none for the default context', 'named', { DOCKER_CONTEXT: 'default' }, undefined],
  ['none for a context that does not exist', 'plain', { DOCKER_CONTEXT: 'gone' }, undefined],
  ['none where DOCKER_HOST says it', 'named', { DOCKER_HOST: 'unix:///x' }, undefined],
  ['none without settings', 'nothing', {}, undefined],
]

test.each(addresses)('it finds the address of %s', async (_what, config, environment, address) => {
  expect(await findEngineAddress({ environment, folder: join(folder, config) })).toBe(address)
})

test('it finds what docker login stored', async () => {
  const auth = Buffer.from('me:pass:word').toString('base64')
  const settings = { environment: {}, folder: withConfig('logged-in', { auths: { 'registry.example': { auth } } }) }
  expect(await findCredentials('registry.example', settings)).toEqual({
    serveraddress: 'registry.example',
    username: 'me',
    password: 'pass:word',
  })
  expect(await findCredentials('elsewhere.example', settings)).toBeUndefined()
})

test('it asks the program that keeps credentials, and does without one that is not there', async () => {
  const settings = { environment: {}, folder: withConfig('helped', { credsStore: 'peaflow-none' }) }
  expect(await findCredentials('registry.example', settings)).toBeUndefined()
})
