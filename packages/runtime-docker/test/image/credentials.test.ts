import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { findCredentials } from '../../src/image/credentials.ts'
import { makeFolder } from '../docker/folder.ts'

const folder = makeFolder()
const withConfig = (name: string, config: object) => {
  const path = join(folder, name)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'config.json'), JSON.stringify(config))
  return path
}

test('it finds what docker login stored', async () => {
  const auth = Buffer.from('me:pass:word').toString('base64')
  const settings = { environment: {}, folder: withConfig('logged-in', { auths: { 'registry.example': { auth } } }) }
  expect(await findCredentials('registry.example', settings)).toEqual({
    credentials: { serveraddress: 'registry.example', username: 'me', password: 'pass:word' },
  })
  expect(await findCredentials('elsewhere.example', settings)).toEqual({})
})

test.each([
  ['every registry', { credsStore: 'peaflow-none' }],
  ['this registry', { credHelpers: { 'registry.example': 'peaflow-none' } }],
])('it names a credential helper for %s that is not installed, and the file that names it', async (_, config) => {
  const settings = { environment: {}, folder: withConfig('helped', config) }
  expect(await findCredentials('registry.example', settings)).toEqual({
    failure: `the program docker-credential-peaflow-none, which ${settings.folder}/config.json names for credentials, is not installed`,
  })
})

test('it does without the credentials that a helper does not have', async () => {
  const bin = withConfig('helper', {})
  writeFileSync(join(bin, 'docker-credential-empty'), '#!/bin/sh\necho "credentials not found"; exit 1', {
    mode: 0o755,
  })
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`)
  const settings = { environment: {}, folder: withConfig('unknown', { credsStore: 'empty' }) }
  expect(await findCredentials('registry.example', settings)).toEqual({})
  vi.unstubAllEnvs()
})
