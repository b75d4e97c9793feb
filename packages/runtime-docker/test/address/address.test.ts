import { expect, test } from 'vitest'
import { readAddress } from '../../src/address/address.ts'

const socket = '/var/run/docker.sock'

const addresses: [text: string, address: object][] = [
  ['unix:///run/user/1000/docker.sock', { kind: 'socket', path: '/run/user/1000/docker.sock' }],
  ['unix:///with%20space', { kind: 'socket', path: '/with space' }],
  ['unix:///100%', { kind: 'socket', path: '/100%' }],
  ['unix://', { kind: 'socket', path: socket }],
  ['npipe:////./pipe/docker_engine', { kind: 'socket', path: '//./pipe/docker_engine' }],
  ['tcp://far', { kind: 'tcp', host: 'far', port: 2375, secure: false }],
  ['tcp://far:4000', { kind: 'tcp', host: 'far', port: 4000, secure: false }],
  ['tcp://10.0.0.7:2376', { kind: 'tcp', host: '10.0.0.7', port: 2376, secure: true }],
  ['tcp://[fd00::7]:2376', { kind: 'tcp', host: 'fd00::7', port: 2376, secure: true }],
  ['far:2376', { kind: 'tcp', host: 'far', port: 2376, secure: true }],
  ['http://far:2376', { kind: 'tcp', host: 'far', port: 2376, secure: false }],
  ['https://far:4000', { kind: 'tcp', host: 'far', port: 4000, secure: true }],
  ['https://far:443', { kind: 'tcp', host: 'far', port: 443, secure: true }],
  ['https://far', { kind: 'tcp', host: 'far', port: 2376, secure: true }],
  ['ssh://far', { kind: 'ssh', host: 'far', socket }],
  ['ssh://me@far:2222', { kind: 'ssh', host: 'far', user: 'me', port: 2222, socket }],
  ['ssh://far/run/user/1000/docker.sock', { kind: 'ssh', host: 'far', socket: '/run/user/1000/docker.sock' }],
  ['ssh://[fd00::7]:22', { kind: 'ssh', host: 'fd00::7', port: 22, socket }],
  ['context://far', { kind: 'context', name: 'far' }],
]

test.each(addresses)('it reads %s', (text, address) => {
  expect(readAddress(text)).toEqual(address)
})

test('it takes TLS for granted where the user wants it, unless the address says otherwise', () => {
  expect(readAddress('tcp://far', { secure: true })).toMatchObject({ port: 2376, secure: true })
  expect(readAddress('tcp://far:4000', { secure: true })).toMatchObject({ port: 4000, secure: true })
  expect(readAddress('http://far', { secure: true })).toMatchObject({ port: 2375, secure: false })
})

const none = [
  '',
  'gopher://far',
  'unix://relative/path',
  'tcp://',
  'tcp://far:port',
  'ssh://',
  'ssh://me:secret@far',
  'ssh://-oProxyCommand=reboot',
  'ssh://-oProxyCommand=reboot@far',
  'ssh://$(reboot)',
  'ssh://`reboot`@far',
  'context://',
  'context://far/away',
]

test.each(none)('it finds no address in "%s"', (text) => {
  expect(() => readAddress(text)).toThrow(expect.objectContaining({ code: 'LAUNCH_DOCKER_ADDRESS' }))
})
