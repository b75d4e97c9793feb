import { expect, test } from 'vitest'
import { toImageConfig } from '../../src/image/config.ts'
import { openPullProgress } from '../../src/image/progress.ts'
import { registryOf } from '../../src/image/registry.ts'

const DEFAULT_REGISTRY = 'https://index.docker.io/v1/'

test.each([
  ['encoder', DEFAULT_REGISTRY],
  ['acme/encoder:1.2', DEFAULT_REGISTRY],
  ['localhost/encoder', 'localhost'],
  ['localhost:5000/encoder:1', 'localhost:5000'],
  ['ghcr.io/acme/encoder@sha256:abc', 'ghcr.io'],
])('it pulls %s from %s', (image, registry) => {
  expect(registryOf(image)).toBe(registry)
})

test('it reads the settings of an image, with defaults for those that are missing', () => {
  expect(toImageConfig({})).toEqual({ runnable: false, command: [], directory: '/' })
  const Config = { Entrypoint: ['peaflow', 'pea'], Cmd: ['--uses', 'encode.yml'], WorkingDir: '/app' }
  expect(toImageConfig({ Config })).toEqual({ runnable: true, command: ['--uses', 'encode.yml'], directory: '/app' })
})

test('it sums up the layers of a pull', () => {
  const progress = openPullProgress('acme/encoder')
  expect(progress.describe()).toBe('pulling acme/encoder')
  progress.add({ id: 'a', status: 'Downloading', progressDetail: { current: 1e6, total: 4e6 } })
  progress.add({ id: 'b', status: 'Downloading', progressDetail: { current: 2e6, total: 2e6 } })
  expect(progress.describe()).toBe('pulling acme/encoder: 3.0 of 6.0 MB')
  progress.add({ id: 'a', status: 'Download complete' })
  progress.add({ id: 'a', status: 'Extracting', progressDetail: { current: 1, total: 9e6 } })
  expect(progress.describe()).toBe('pulling acme/encoder: 6.0 of 6.0 MB')
})
