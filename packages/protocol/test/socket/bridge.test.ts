import { expect, it } from 'vitest'
import { bridgeGateway, findBridgeGateway } from '../../src/socket/bridge.ts'

const route = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
docker0\t000014AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
`
const fibTrie = `Main:
     +-- 172.20.0.0/16 2 0 2
        +-- 172.20.0.0/31 1 0 0
           |-- 172.20.0.0
              /16 link UNICAST
           |-- 172.20.3.7
              /32 host LOCAL
        |-- 172.20.255.255
           /32 link BROADCAST
     +-- 192.0.2.0/24 2 0 2
           |-- 192.0.2.2
              /32 host LOCAL
`

it('is the address of this machine in the network of docker0, which need not be the first', () => {
  expect(findBridgeGateway({ route, fibTrie })).toBe('172.20.3.7')
})

it('is undefined without docker0', () => {
  expect(findBridgeGateway({ route: route.replace('docker0', 'br-1234'), fibTrie })).toBeUndefined()
})

it('may have a first byte above 127', () => {
  const high = {
    route: route.replace('000014AC', '0000A8C0'),
    fibTrie: fibTrie.replaceAll('172.20.3.7', '192.168.0.1'),
  }
  expect(findBridgeGateway(high)).toBe('192.168.0.1')
})

it('is what the environment says, if it does', () => {
  expect(bridgeGateway({ PEAFLOW_BRIDGE: '10.1.2.3' })).toBe('10.1.2.3')
})

it('is read from this machine otherwise', () => {
  const gateway = bridgeGateway({ PEAFLOW_BRIDGE: '' })
  expect(gateway === undefined || /^\d+(\.\d+){3}$/.test(gateway)).toBe(true)
})
