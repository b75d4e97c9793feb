import { expect, it } from 'vitest'
import { findCommonHostname } from '../../packages/cli/src/flow-file/hostname.ts'
import { runCommand, writeFlowFile } from '../../packages/cli/test/process.ts'
import { describeMachines } from './describe.ts'
import { openNetwork } from './network.ts'

describeMachines('the name of this machine', () => {
  it('is the address at which other machines reach it', async () => {
    using network = openNetwork()
    const [one, two] = network.machines.map(({ address }) => address) as [string, string]
    expect(await findCommonHostname([one, two])).toBe(network.address)
    using flow = writeFlowFile('near: {}', `far: { image: acme/far, host: ${one} }`)
    const { code, stdout } = await runCommand(['plan', flow.file, '--format', 'json'])
    expect([code, JSON.parse(stdout).options.hostname]).toEqual([0, network.address])
  })

  it('must be set when other machines reach it at different addresses', async () => {
    using network = openNetwork()
    using other = openNetwork()
    const hosts = [network, other].map(({ machines }) => machines[0].address)
    const far = (host: string | undefined, index: number) => `far${index}: { image: acme/far, host: ${host} }`
    using flow = writeFlowFile(...hosts.map(far))
    const { code, stderr } = await runCommand(['check', flow.file])
    const [at, otherAt] = [network, other].map(({ address }) => address)
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`${hosts[0]} reaches this machine at ${at}, and ${hosts[1]} at ${otherAt}`),
    })
  })

  it('is part of the hint about external neighbours', async () => {
    using network = openNetwork()
    const host = network.machines[0].address
    using flow = writeFlowFile(`far: { external: true, host: ${host} }`, 'near: { external: true }')
    const { code, stderr } = await runCommand(['check', flow.file])
    const hint = `Let "far" dial: give it host_out: ${network.address} and port_out: `
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(hint) })
  })
})
