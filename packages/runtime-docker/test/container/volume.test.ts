import { expect, test } from 'vitest'
import { toVolume } from '../../src/container/volume.ts'

const folders = { directory: '/home/me/search', home: '/home/me' }
const bind = (Source: string, Target: string, ReadOnly = false) => ({ Type: 'bind', Source, Target, ReadOnly })

const cases: [text: string, volume: object][] = [
  ['./models:/models', { mount: bind('/home/me/search/models', '/models') }],
  ['../models:/models:ro', { mount: bind('/home/me/models', '/models', true) }],
  ['.:/data:rw', { mount: bind('/home/me/search', '/data') }],
  ['~/models:/models', { mount: bind('/home/me/models', '/models') }],
  ['~:/home', { mount: bind('/home/me', '/home') }],
  ['/models:/models/', { mount: bind('/models', '/models/') }],
  ['cache:/var/cache:ro', { mount: { Type: 'volume', Source: 'cache', Target: '/var/cache', ReadOnly: true } }],
  ['/var/cache', { mount: { Type: 'volume', Target: '/var/cache', ReadOnly: false } }],
  ['./models:/models:ro,z', { bind: '/home/me/search/models:/models:ro,z' }],
]

test.each(cases)('it reads %s', (text, volume) => {
  expect(toVolume(text, folders)).toEqual(volume)
})

test.each(['', './models', 'models', './models:models', 'a:b:c:d', ':/models'])('it refuses "%s"', (text) => {
  expect(() => toVolume(text, folders)).toThrow(expect.objectContaining({ code: 'CONFIG_VOLUME' }))
})
