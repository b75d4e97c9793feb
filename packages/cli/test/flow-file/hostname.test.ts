import { networkInterfaces } from 'node:os'
import { Flow } from '@peaflow/flow'
import { expect, it } from 'vitest'
import { findHostname } from '../../src/flow-file/hostname.ts'
import { buildHere } from '../../src/flow-file/load.ts'

it('is the loopback address for this machine itself', async () => {
  expect(await findHostname('127.0.0.1')).toBe('127.0.0.1')
})

it.each(['192.0.2.1', 'name.invalid'])('is an address of this machine for %s', async (remote) => {
  const hostname = await findHostname(remote)
  const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))
  if (hostname !== undefined) expect(own).toContain(hostname)
})

it('is found for another machine, at any position among the hosts', async () => {
  const found = await findHostname('192.0.2.1')
  const flow = new Flow().add({ image: 'acme/encoder:1', replicas: 2, host: ['localhost', '192.0.2.1'] })
  if (found !== undefined) expect((await buildHere(flow)).options.hostname).toBe(found)
})
