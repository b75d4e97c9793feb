import { describe, expect, it } from 'vitest'
import { parseImageName } from '../src/index.ts'

const HEX = '0123456789012345678901234567890123456789012345678901234567890123'

describe('the name of an image', () => {
  const rows: [text: string, name: object][] = [
    ['encoder', { repository: 'encoder' }],
    ['acme/encoder', { repository: 'acme/encoder' }],
    ['acme/encoder:1.2', { repository: 'acme/encoder', tag: '1.2' }],
    ['localhost/encoder', { registry: 'localhost', repository: 'encoder' }],
    ['localhost:5000/acme/encoder:1.2', { registry: 'localhost:5000', repository: 'acme/encoder', tag: '1.2' }],
    ['GHCR.io/acme/a__b.c--d', { registry: 'GHCR.io', repository: 'acme/a__b.c--d' }],
    ['[::1]:5000/acme/encoder:1', { registry: '[::1]:5000', repository: 'acme/encoder', tag: '1' }],
    [`acme/encoder@sha256:${HEX}`, { repository: 'acme/encoder', digest: `sha256:${HEX}` }],
    [`acme/encoder:1@sha256:${HEX}`, { repository: 'acme/encoder', tag: '1', digest: `sha256:${HEX}` }],
    [`sha256:${HEX}`, { repository: 'sha256', tag: HEX }],
    ['encoder:V1_2-x', { repository: 'encoder', tag: 'V1_2-x' }],
  ]

  it.each(rows)('%s', (text, name) => {
    expect(parseImageName(text)).toEqual({ name })
  })
})

describe('what is not the name of an image', () => {
  const rows: [text: string, wrong: string][] = [
    ['', 'it is empty'],
    ['enc ', 'it contains a blank'],
    ['https://ghcr.io/acme/enc', 'it is an address that begins with https://'],
    ['docker://acme/enc', 'it is an address that begins with docker://'],
    ['/enc:1', 'it begins with a slash'],
    ['acme/enc/', 'it ends with a slash'],
    ['acme//enc', 'it has two slashes in a row'],
    ['acme/./enc', '"." cannot be a component of a repository'],
    ['../enc', '.. is not the host of a registry'],
    ['.', '"." cannot be a component of a repository'],
    ['..', '".." cannot be a component of a repository'],
    ['Acme/enc', 'the repository has capital letters'],
    ['ghcr.io/Acme/enc', 'the repository has capital letters'],
    ['ghcr.io/', 'it names no repository'],
    ['a:b:c', 'it has two tags'],
    ['acme/enc:', 'its tag is empty'],
    [':1', 'it names no repository'],
    ['enc:a/b', 'enc:a is not the host of a registry'],
    ['enc:-1', '"-1" cannot be a tag'],
    [`enc:${'x'.repeat(129)}`, `"${'x'.repeat(129)}" cannot be a tag`],
    ['enc@sha256:12', '"sha256:12" is not a digest, such as sha256 and 64 hexadecimal digits'],
    [`enc@sha256:${HEX}@sha256:${HEX}`, 'it has two digests'],
    ['a-/b', '"a-" cannot be a component of a repository'],
    ['a___b', '"a___b" cannot be a component of a repository'],
    ['é', '"é" cannot be a component of a repository'],
    ['x'.repeat(256), 'the repository is longer than 255 characters'],
  ]

  it.each(rows)('%j', (text, wrong) => {
    expect(parseImageName(text)).toEqual({ wrong })
  })
})
