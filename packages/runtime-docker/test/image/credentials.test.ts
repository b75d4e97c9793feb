import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
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
    serveraddress: 'registry.example',
    username: 'me',
    password: 'pass:word',
  })
  expect(await findCredentials('elsewhere.example', settings)).toBeUndefined()
})

test('it asks the credential helper, and does without one that is not installed', async () => {
  const settings = { environment: {}, folder: withConfig('helped', { credsStore: 'peaflow-none' }) }
  expect(await findCredentials('registry.example', settings)).toBeUndefined()
})
