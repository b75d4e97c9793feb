import { expect, test } from 'vitest'
import { explainPath } from '../../src/doctor/explain-path.ts'
import { findNewDrops, parseDrops } from '../../src/doctor/firewall.ts'

const before = `*filter
:INPUT ACCEPT [10:600]
:FORWARD DROP [2:120]
:ufw-input - [0:0]
[0:0] -A INPUT -j ufw-input
[3:180] -A INPUT -i docker0 -p tcp -j DROP
[1:60] -A ufw-input -s 10.0.0.0/8 -j REJECT --reject-with icmp-port-unreachable
[4:240] -A FORWARD -i docker0 -j ACCEPT
COMMIT`

test('it counts the packets that rules and policies drop', () => {
  expect([...parseDrops(before)]).toEqual([
    ['-P FORWARD DROP', 2],
    ['-A INPUT -i docker0 -p tcp -j DROP', 3],
    ['-A ufw-input -s 10.0.0.0/8 -j REJECT --reject-with icmp-port-unreachable', 1],
  ])
})

test('it finds the rule that dropped packets since', () => {
  const after = before.replace('[3:180]', '[7:420]').replace('[4:240]', '[9:540]')
  expect(findNewDrops(parseDrops(before), parseDrops(after))).toEqual(['-A INPUT -i docker0 -p tcp -j DROP'])
})

const paths: [what: string, path: Parameters<typeof explainPath>[0], state: string, hint: RegExp][] = [
  ['a connection that works', { address: '172.17.0.1' }, 'ok', /undefined/],
  ['another address', { error: 'ECONNREFUSED', address: '10.0.2.2' }, 'limited', /set PEAFLOW_BRIDGE=10\.0\.2\.2$/],
  [
    'a rule of the firewall',
    { error: 'ETIMEDOUT', address: '172.17.0.1', drops: ['-A INPUT -i docker0 -j DROP'] },
    'limited',
    /iptables -A INPUT -i docker0 -j DROP\. Let it through: sudo iptables -I INPUT/,
  ],
  [
    'a firewall that only root may inspect',
    { error: 'ETIMEDOUT', address: '172.17.0.1' },
    'limited',
    /sudo peaflow doctor/,
  ],
  [
    'a firewall of another kind',
    { error: 'ETIMEDOUT', address: '172.17.0.1', drops: [] },
    'limited',
    /no rule of iptables/,
  ],
]

test.each(paths)('it explains %s', (_what, path, state, hint) => {
  const finding = explainPath(path, '172.17.0.1')
  expect(finding.state).toBe(state)
  expect(String(finding.hint)).toMatch(hint)
})
