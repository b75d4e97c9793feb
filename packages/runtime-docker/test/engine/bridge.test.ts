import { expect, test } from 'vitest'
import { gatewayOf } from '../../src/engine/bridge.ts'

const rows: [what: string, config: object[] | null, gateway: string | undefined][] = [
  ['the gateway that the Engine reports', [{ Subnet: '172.17.0.0/16', Gateway: '172.17.3.7' }], '172.17.3.7'],
  ['the first address of the subnet if it reports none', [{ Subnet: '172.17.0.0/16' }], '172.17.0.1'],
  [
    'the IPv4 gateway',
    [
      { Subnet: 'fd00::/64', Gateway: 'fd00::1' },
      { Subnet: '10.1.0.0/24', Gateway: '10.1.0.1' },
    ],
    '10.1.0.1',
  ],
  ['undefined without a network', null, undefined],
]

test.each(rows)('it is %s', (_what, Config, gateway) => {
  expect(gatewayOf({ IPAM: { Config } })).toBe(gateway)
})
