import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveLinkSecret, derivePeaKey, derivePodKey, type LinkName } from '../../src/trust/derive.ts'
import { type FlowKey, formatKey, newFlowKey, parseKey } from '../../src/trust/key.ts'
import { isSameProof, proveBound, proveHello, proveWelcome } from '../../src/trust/proof.ts'

const flow: FlowKey = { kind: 'flow', bytes: Buffer.from(Array.from({ length: 32 }, (_, index) => index)) }
const keys = { flow, salt: Buffer.alloc(16, 0xaa) }
const link: LinkName = { dialler: 'encode/0', binder: 'gateway', edge: 0, sends: true }

// From an implementation of HKDF and HMAC in Python, with the standard library alone.
describe('keys and proofs', () => {
  it.each([
    [
      'of a Pod',
      () => derivePodKey(flow, 'encode').bytes,
      '0de4cced7b6470d519fd03fec94a414553be450e7cbb8b8aad657f720e3936e7',
    ],
    [
      'of a Pea',
      () => derivePeaKey(keys, 'encode/0', 3),
      'd0dc1fb30b45e20360cf4ae527adb7c726c56f9d370ec584d963a6efef5525f6',
    ],
    [
      'of a link whose dialler sends',
      () => deriveLinkSecret(keys, link),
      '0d9b5467a0a4fab1b50b3a87af9d5b76319b1d334b5e158a97e591e054b9e5c5',
    ],
    [
      'of a link whose binder sends',
      () => deriveLinkSecret(keys, { ...link, sends: false }),
      'bb26dd99f1dd3cc7161c272be9cfa111c2b6d752e3444d2fe2ad223654bac463',
    ],
    ['in bound', () => proveBound(derivePeaKey(keys, 'encode/0', 3)), 'd48cf1709ca876e65e1235c0eb6c4882'],
    ['in HELLO', () => proveHello(deriveLinkSecret(keys, link), 3), '1178e6434689716a1040200f899dc06b'],
    ['in WELCOME', () => proveWelcome(deriveLinkSecret(keys, link), 3), '8c55c774bd5f2ed65f054530ddfd792a'],
  ])('are the same in every implementation, %s', (_, make, expected) => {
    expect(make().toString('hex')).toBe(expected)
  })

  it('differ wherever what they are made from differs', () => {
    const id = fc.stringMatching(/^[a-z]{1,2}\/[0-9]$/)
    const count = fc.nat({ max: 3 })
    const name = fc.record({ dialler: id, binder: id, edge: count, sends: fc.boolean() })
    fc.assert(
      fc.property(name, name, count, count, (one, other, first, second) => {
        const same = JSON.stringify(one) === JSON.stringify(other) && first === second
        const prove = (of: LinkName, incarnation: number) => proveHello(deriveLinkSecret(keys, of), incarnation)
        expect(isSameProof(prove(one, first), prove(other, second))).toBe(same)
      }),
    )
  })

  it('differ for each start, and for each Flow', () => {
    const others = [
      { ...keys, salt: Buffer.alloc(16, 1) },
      { ...keys, flow: newFlowKey() },
    ]
    const made = [keys, ...others].map((one) => derivePeaKey(one, 'a/0', 1).toString('hex'))
    expect(new Set(made).size).toBe(3)
  })

  it('are not equal to a proof of another length', () => {
    expect(isSameProof(Buffer.alloc(0), Buffer.alloc(16))).toBe(false)
    expect(isSameProof(Buffer.alloc(17), Buffer.alloc(16))).toBe(false)
  })
})

describe('the text of a key', () => {
  const text = 'peaflow-key-1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
  const podText = 'peaflow-pod-key-1:encode:DeTM7XtkcNUZ_QP-yUpBRVO-RQ58u4uKrWV_cg45Nuc'

  it('is one line, which is read as it was written', () => {
    expect(formatKey(flow)).toBe(text)
    expect(formatKey(derivePodKey(flow, 'encode'))).toBe(podText)
    for (const key of [flow, newFlowKey(), derivePodKey(flow, 'encode'), derivePodKey(flow, '_a-B')]) {
      expect(parseKey(formatKey(key), 'it')).toEqual(key)
      expect(parseKey(`${formatKey(key)}\n`, 'it')).toEqual(key)
    }
  })

  it.each([
    ['nothing', ''],
    ['another prefix', text.replace('-1:', '-2:')],
    ['a space before it', ` ${text}`],
    ['a second line', `${text}\n\n`],
    ['a digit too few', text.slice(0, -1)],
    ['a digit too many', `${text}A`],
    ['another text for the same bytes', `${text.slice(0, -1)}9`],
    ['padding', `${text}=`],
    ['base64 that is not for URLs', podText.replace('_', '/')],
    ['a Pod key without its Pod', podText.replace('encode:', '')],
    ['a Pod of another name', podText.replace('encode', 'a/b')],
  ])('is refused with %s, and is not quoted', (_, wrong) => {
    const read = () => parseKey(wrong, 'the content of flow.key')
    expect(read).toThrow(
      expect.objectContaining({ code: 'CONFIG_KEY', message: 'the content of flow.key is not a key' }),
    )
  })
})
