import { describe, expect, it } from 'vitest'
import { Flow, readFlow } from '../../../src/index.ts'

describe('a volume that only the Engine would find wrong', () => {
  const rows: [volume: string, wrong: string, hint: RegExp][] = [
    ['', 'it is empty', /source:target/],
    [':/a', 'its source is empty', /source:target/],
    ['./a:', 'its target is empty', /source:target/],
    ['./a::ro', 'its target is empty', /source:target/],
    ['./a', 'it has no target', /Write \.\/a:\/a$/],
    ['models', 'it has no target', /Write \.\/models:\/models$/],
    ['.', 'it has no target', /Write \.:\/data$/],
    ['./a:models', 'its target models is relative', /Write \.\/a:\/models$/],
    ['./a:./models', 'its target ./models is relative', /Write \.\/a:\/models$/],
    ['./a:/', 'its target / would hide everything in the image', /folder/],
    ['./a:/x/..', 'its target / would hide everything in the image', /folder/],
    ['./a:C:\\models', 'its target C:\\models is a path of Windows', /paths such as/],
    ['C:\\models', 'it has no target', /Write C:\\models:\/models$/],
    ['C:\\a:D:\\b:ro', 'its target D:\\b is a path of Windows', /paths such as/],
    ['a/b:/b', '"a/b" is neither a path nor the name of a volume', /\.\/a\/b:\/b/],
    ['m:/m', '"m" is neither a path nor the name of a volume', /two characters/],
    ['my models:/m', '"my models" is neither a path nor the name of a volume', /\.\/my models/],
    ['./a:/a:r', 'it has no mode "r"', /Did you mean "ro"/],
    ['./a:/a:', 'its mode is empty', /Modes: ro, rw/],
    ['./a:/a:readonly', 'it has no mode "readonly"', /Modes: /],
    ['./a:/a:ro,rw', 'its modes ro and rw exclude each other', /Remove/],
    ['./a:/a:nocopy', 'its mode nocopy is for volumes with a name', /Remove/],
    ['data:/a:rslave', 'its mode rslave is for paths', /Remove/],
  ]

  it.each(rows)('%j', (volume, wrong, hint) => {
    const given = { name: 'a', image: 'acme/encoder', volumes: [volume] }
    const error = expect(() => new Flow().add(given))
    error.toThrow(
      expect.objectContaining({
        code: 'CONFIG_VOLUME',
        message: `Pod "a": volumes.0: "${volume}" is not a volume: ${wrong}`,
      }),
    )
    error.toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }))
  })

  it.each(['./a:/b:ro,z', 'data:/a', '/a', '~/a:/b', 'C:\\a:/b:ro', 'C:/a:/b', 'my.data-1:/d:nocopy', '../a:/a/'])(
    'is not %s',
    (volume) => {
      expect(new Flow().add({ image: 'x', volumes: [volume] }).pods[0]?.options.volumes).toEqual([volume])
    },
  )

  it('is found at its position, also among the options of the Flow', () => {
    const { problems } = readFlow(
      'with: { volumes: ["./a:b"] }\npods:\n  a: { image: x, volumes: ["./a:/a", "./b:/b", "data:/a/"] }',
    )
    expect(problems.map(({ code, line, column, path }) => [code, line, column, path])).toEqual([
      ['CONFIG_VOLUME', 1, 19, 'with.volumes[0]'],
      ['CONFIG_VOLUME', 3, 48, 'pods.a.volumes[2]'],
    ])
    expect(problems[1]?.message).toBe('"./a:/a" and "data:/a/" are mounted at the same path')
  })
})

describe('a name that can be no image', () => {
  it.each(['', 'Acme/enc', 'https://ghcr.io/acme/enc', '/enc:1'])('%s is found at its position', (image) => {
    const { problems } = readFlow(`pods:\n  a: { image: '${image}' }`)
    expect(problems).toMatchObject([{ code: 'CONFIG_IMAGE', line: 2, column: 15, path: 'pods.a.image' }])
    expect(() => new Flow().add({ image })).toThrow(expect.objectContaining({ code: 'CONFIG_IMAGE' }))
  })
})

describe('a field that the Engine would ignore', () => {
  const rows: [docker: object, field: string, hint: string][] = [
    [{ shm_size: 1 }, 'shm_size', 'Did you mean HostConfig.ShmSize? Write docker: { HostConfig: { ShmSize: … } }'],
    [{ ShmSiz: 1 }, 'ShmSiz', 'Did you mean HostConfig.ShmSize? Write docker: { HostConfig: { ShmSize: … } }'],
    [{ ShmSize: 1 }, 'ShmSize', 'Did you mean HostConfig.ShmSize? Write docker: { HostConfig: { ShmSize: … } }'],
    [
      { network_mode: 'host' },
      'network_mode',
      'Did you mean HostConfig.NetworkMode? Write docker: { HostConfig: { NetworkMode: … } }',
    ],
    [{ environment: [] }, 'environment', 'Did you mean Env? Write docker: { Env: … }'],
    [{ hostconfig: {} }, 'hostconfig', 'Did you mean HostConfig? Write docker: { HostConfig: … }'],
    [{ HostConfig: { Hostname: 'a' } }, 'HostConfig.Hostname', 'Did you mean Hostname? Write docker: { Hostname: … }'],
    [
      { HostConfig: { ulimit: [] } },
      'HostConfig.ulimit',
      'Did you mean HostConfig.Ulimits? Write docker: { HostConfig: { Ulimits: … } }',
    ],
  ]

  it.each(rows)('%j', (docker, field, hint) => {
    const message = `Pod "a": docker.${field}: the Engine's create call has no field "${field}", and would ignore it`
    expect(() => new Flow().add({ name: 'a', image: 'x', docker: { ...docker } })).toThrow(
      expect.objectContaining({ code: 'CONFIG_OPTION_UNKNOWN', message, hint }),
    )
  })

  it('is a warning if it is like none that is known, since an Engine may be newer', () => {
    const { flow, problems, warnings } = readFlow('pods: { a: { image: x, docker: { abcdefghij: 1 } } }')
    expect(problems).toEqual([])
    expect(flow).toBeDefined()
    expect(warnings).toMatchObject([{ code: 'CONFIG_OPTION_UNKNOWN', column: 46, path: 'pods.a.docker.abcdefghij' }])
  })

  it('is not one that it has, nor one of another runtime', () => {
    const docker = { Hostname: 'a', HostConfig: { ShmSize: 1, LogConfig: { Type: 'none' } } }
    expect(() => new Flow().add({ image: 'x', docker })).not.toThrow()
    expect(() => new Flow().add({ image: 'x', runtime: 'podman', docker: { other: 1 } })).not.toThrow()
  })
})
