import { expect, test } from 'vitest'
import { parseAddress } from '../../src/address/address.ts'

const socket = '/var/run/docker.sock'

const addresses: [text: string, address: object][] = [
  ['unix:///run/user/1000/docker.sock', { kind: 'socket', path: '/run/user/1000/docker.sock' }],
  ['unix:///with%20space', { kind: 'socket', path: '/with space' }],
  ['unix:///100%', { kind: 'socket', path: '/100%' }],
  ['unix://', { kind: 'socket', path: socket }],
  ['npipe:////./pipe/docker_engine', { kind: 'socket', path: '//./pipe/docker_engine' }],
  ['tcp://remote', { kind: 'tcp', host: 'remote', port: 2375, secure: false }],
  ['tcp://remote:4000', { kind: 'tcp', host: 'remote', port: 4000, secure: false }],
  ['tcp://10.0.0.7:2376', { kind: 'tcp', host: '10.0.0.7', port: 2376, secure: true }],
  ['tcp://[fd00::7]:2376', { kind: 'tcp', host: 'fd00::7', port: 2376, secure: true }],
  ['remote:2376', { kind: 'tcp', host: 'remote', port: 2376, secure: true }],
  ['http://remote:2376', { kind: 'tcp', host: 'remote', port: 2376, secure: false }],
  ['https://remote:4000', { kind: 'tcp', host: 'remote', port: 4000, secure: true }],
  ['https://remote:443', { kind: 'tcp', host: 'remote', port: 443, secure: true }],
  ['https://remote', { kind: 'tcp', host: 'remote', port: 2376, secure: true }],
  ['ssh://remote', { kind: 'ssh', host: 'remote', socket }],
  ['ssh://me@remote:2222', { kind: 'ssh', host: 'remote', user: 'me', port: 2222, socket }],
  ['ssh://remote/run/user/1000/docker.sock', { kind: 'ssh', host: 'remote', socket: '/run/user/1000/docker.sock' }],
  ['ssh://[fd00::7]:22', { kind: 'ssh', host: 'fd00::7', port: 22, socket }],
  ['context://remote', { kind: 'context', name: 'remote' }],
]

test.each(addresses)('it reads %s', (text, address) => {
  expect(parseAddress(text)).toEqual(address)
})

test('it uses TLS if the user asks for it, unless the address says otherwise', () => {
  expect(parseAddress('tcp://remote', { secure: true })).toMatchObject({ port: 2376, secure: true })
  expect(parseAddress('tcp://remote:4000', { secure: true })).toMatchObject({ port: 4000, secure: true })
  expect(parseAddress('http://remote', { secure: true })).toMatchObject({ port: 2375, secure: false })
})

const invalid = [
  '',
  'gopher://remote',
  'unix://relative/path',
  'tcp://',
  'tcp://remote:port',
  'ssh://',
  'ssh://me:secret@remote',
  'ssh://-oProxyCommand=reboot',
  'ssh://-oProxyCommand=reboot@remote',
  'ssh://$(reboot)',
  'ssh://`reboot`@remote',
  'context://',
  'context://remote/away',
]

test.each(invalid)('it refuses "%s"', (text) => {
  expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'LAUNCH_DOCKER_ADDRESS' }))
})
