import { expect, it } from 'vitest'
import { addressToBind, addressToDial, isLocalHost } from '../../src/socket/address.ts'

it.each(['127.0.0.1', '0.0.0.0', 'localhost'])('%s is this machine', (name) => expect(isLocalHost(name)).toBe(true))

it.each(['host.docker.internal', '172.17.0.1', '10.0.0.4', 'localhost.example'])('%s is another', (name) =>
  expect(isLocalHost(name)).toBe(false),
)

it.each([
  ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
  ['localhost', '127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1', '0.0.0.0'],
  ['10.0.0.4', '10.0.0.4', '10.0.0.4'],
  ['::1', '::1', '::1'],
  ['[2001:db8::1]', '2001:db8::1', '2001:db8::1'],
])('%s is dialled at %s and bound at %s', async (host, dialled, bound) => {
  expect([await addressToDial(host), await addressToBind(host)]).toEqual([dialled, bound])
})

it('names a host that does not resolve', async () => {
  await expect(addressToDial('no.such.host.invalid')).rejects.toMatchObject({
    code: 'ADDRESS_UNRESOLVED',
    message: 'the host name "no.such.host.invalid" does not resolve',
  })
})
