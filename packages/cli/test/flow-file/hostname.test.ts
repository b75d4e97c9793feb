import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { findHostname } from '../../src/flow-file/hostname.ts'

const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))

it('is the address that this machine reaches itself by, for itself', async () => {
  expect(await findHostname('127.0.0.1')).toBe('127.0.0.1')
})

it.each(['192.0.2.1', 'name.invalid'])('is one of this machine, for %s', async (remote) => {
  const hostname = await findHostname(remote)
  if (hostname !== undefined) expect(own).toContain(hostname)
})
