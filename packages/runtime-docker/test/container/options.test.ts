import { addPeaInput, type ContainerOptions, type PeaSpec, parsePeaArgs, toPeaInput } from '@peaflow/core'
import { expect, test } from 'vitest'
import { type ContainerContext, toContainerOptions } from '../../src/container/options.ts'
import { bindingInput, connectingOutput, context, specOf } from '../spec.ts'

const optionsOf = (changes: Partial<PeaSpec> = {}, extra: Partial<ContainerContext> = {}) =>
  toContainerOptions(specOf(changes), { ...context, ...extra })
const withContainer = (container: ContainerOptions) => optionsOf({ container })
const peaOf = (changes: Partial<PeaSpec>, extra: Partial<ContainerContext> = {}) =>
  addPeaInput(parsePeaArgs(optionsOf(changes, extra).Cmd), toPeaInput(specOf(changes)) || '{}')

test('it makes the plainest container', () => {
  expect(optionsOf()).toEqual({
    name: 'search-encode-1-0a1b2c3d',
    Image: 'acme/encoder:1.2',
    Cmd: expect.any(Array),
    User: '1000:1000',
    Env: ['PEAFLOW_LIFELINE=0'],
    Labels: {
      'peaflow.flow': 'search',
      'peaflow.flow-id': '00112233445566aa',
      'peaflow.pod': 'encode',
      'peaflow.pea': 'encode/1',
      'peaflow.replica': '1',
      'peaflow.owner': 'machine:1:2',
    },
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: {
      AutoRemove: true,
      Init: true,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '1' } },
      ExtraHosts: ['host.docker.internal:host-gateway'],
      Mounts: [],
      Binds: [],
    },
  })
})

test('it names the container with characters that the Engine accepts', () => {
  expect(optionsOf({ flow: '_my flow', pod: '_encode' }).name).toBe('peaflow-_my_flow-_encode-1-0a1b2c3d')
})

test('it forwards every argument of the Pea, without Docker in Docker', () => {
  const spec = specOf({
    container: { memory: 1 },
    uses: './encode.js',
    with: { model: 'small' },
    concurrency: 2,
    prefetch: 4,
    expects: 2,
    hostname: 'encoder-1',
    timeoutRequest: 500,
    outputs: [connectingOutput()],
  })
  const { image: _image, container: _container, ...rest } = spec
  const received = addPeaInput(parsePeaArgs(toContainerOptions(spec, context).Cmd), toPeaInput(spec))
  expect(received).toEqual({ ...rest, runtime: 'process', directory: '.' })
})

test('it shows the arguments of the executor nowhere', () => {
  const options = optionsOf({ with: { prompt: 'confidential' } })
  expect(options.Cmd).toContain('--stdin')
  expect(JSON.stringify(options)).not.toContain('confidential')
})

test.each([{ Tty: true }, { OpenStdin: false }])('it hands them over in a file with docker: %j', (docker) => {
  const { Cmd, Env } = optionsOf({ with: { prompt: 'confidential' }, container: { docker } })
  expect(Cmd).not.toContain('--stdin')
  expect(Env).toContain('PEAFLOW_SPEC_FILE=/.peaflow-spec.json')
  expect(optionsOf({ container: { docker } }).Env).toEqual(['PEAFLOW_LIFELINE=0'])
})

test('it passes the host to a Pea on another machine', () => {
  expect(peaOf({ host: '192.168.1.20' })).toMatchObject({ host: '192.168.1.20' })
})

const flags: [flag: string, container: ContainerOptions, options: object][] = [
  ['entrypoint', { entrypoint: ['python3', 'pea.py'] }, { Entrypoint: ['python3', 'pea.py'] }],
  ['env', { env: { A: '1', B: '' } }, { Env: ['A=1', 'B=', 'PEAFLOW_LIFELINE=0'] }],
  ['user', { user: 'node' }, { User: 'node' }],
  ['memory', { memory: 64_000_000 }, { HostConfig: { Memory: 64_000_000 } }],
  ['cpus', { cpus: 0.5 }, { HostConfig: { NanoCpus: 500_000_000 } }],
  ['gpus: all', { gpus: 'all' }, { HostConfig: { DeviceRequests: [{ Count: -1, Capabilities: [['gpu']] }] } }],
  ['gpus: 2', { gpus: 2 }, { HostConfig: { DeviceRequests: [{ Count: 2, Capabilities: [['gpu']] }] } }],
  [
    'volumes: relative to the flow file',
    { volumes: ['./models:/models:ro'] },
    { HostConfig: { Mounts: [{ Type: 'bind', Source: '/home/me/search/models', Target: '/models', ReadOnly: true }] } },
  ],
  ['docker: a field', { docker: { Hostname: 'pea' } }, { Hostname: 'pea' }],
  ['docker: a field that wins', { user: 'node', docker: { User: 'root' } }, { User: 'root' }],
  [
    'docker: a field of HostConfig added to ours',
    { memory: 1, docker: { HostConfig: { Memory: 2, ShmSize: 3 } } },
    { HostConfig: { Memory: 2, ShmSize: 3, Init: true } },
  ],
  [
    'docker: hosts added to ours',
    { docker: { HostConfig: { ExtraHosts: ['db:10.0.0.1'] } } },
    { HostConfig: { ExtraHosts: ['host.docker.internal:host-gateway', 'db:10.0.0.1'] } },
  ],
  [
    'docker: variables, of which one replaces ours',
    { env: { A: '1' }, docker: { Env: ['A=2', 'B=3'] } },
    { Env: ['PEAFLOW_LIFELINE=0', 'A=2', 'B=3'] },
  ],
  [
    'docker: labels added to ours, which win',
    { docker: { Labels: { team: 'search', 'peaflow.owner': 'other' } } },
    { Labels: { team: 'search', 'peaflow.owner': 'machine:1:2' } },
  ],
]

test.each(flags)('it passes on %s', (_flag, container, options) => {
  expect(withContainer(container)).toMatchObject(options)
})

test('it leaves the user to the image where the caller has no user id', () => {
  expect(optionsOf({}, { user: undefined })).not.toHaveProperty('User')
})

test('it mounts the executor read-only in the working directory of the image', () => {
  const executor = { folder: '/home/me/search/executors', file: 'encode.js', links: [] }
  const options = optionsOf({ uses: './executors/encode.js' }, { executor })
  expect(options.HostConfig.Mounts).toEqual([
    { Type: 'bind', Source: '/home/me/search/executors', Target: '/app/.peaflow/uses', ReadOnly: true },
  ])
  expect(parsePeaArgs(options.Cmd).uses).toBe('/app/.peaflow/uses/encode.js')
})

test('it mounts the executor elsewhere where a volume covers the working directory', () => {
  const executor = { folder: '/home/me/search', file: 'encode.js', links: [] }
  const container = { volumes: ['.:/app:ro'] }
  expect(peaOf({ uses: './encode.js', container }, { executor }).uses).toBe('/peaflow/.peaflow/uses/encode.js')
})

test('it mounts the workspace', () => {
  const options = optionsOf({}, { workspace: { folder: '/home/me/search/.peaflow/search/encode/1' } })
  expect(options.HostConfig.Mounts).toEqual([
    {
      Type: 'bind',
      Source: '/home/me/search/.peaflow/search/encode/1',
      Target: '/peaflow/workspace',
      ReadOnly: false,
    },
  ])
  expect(parsePeaArgs(options.Cmd).workspace).toBe('/peaflow/workspace')
})

test('it mounts a volume as the workspace on another machine', () => {
  const options = optionsOf({ host: 'remote' }, { workspace: { volume: 'peaflow-search-encode-1-0a1b' } })
  expect(options.HostConfig.Mounts).toEqual([
    {
      Type: 'volume',
      Source: 'peaflow-search-encode-1-0a1b',
      Target: '/peaflow/workspace',
      ReadOnly: false,
      VolumeOptions: { Labels: { 'peaflow.flow': 'search' } },
    },
  ])
  expect(parsePeaArgs(options.Cmd).workspace).toBe('/peaflow/workspace')
})

test('it treats an absolute volume as a path of the other machine, and refuses paths of this one', () => {
  const onRemote = (volumes: readonly string[]) => optionsOf({ host: 'remote', container: { volumes } })
  expect(onRemote(['/data/models:/models:ro', 'cache:/cache']).HostConfig.Mounts).toEqual([
    { Type: 'bind', Source: '/data/models', Target: '/models', ReadOnly: true },
    { Type: 'volume', Source: 'cache', Target: '/cache', ReadOnly: false },
  ])
  for (const volume of ['./models:/models', '../models:/models', '~/models:/models']) {
    expect(() => onRemote([volume])).toThrow(expect.objectContaining({ code: 'CONFIG_REMOTE_FILE' }))
  }
})

test('it publishes on all interfaces for other machines', () => {
  const input = bindingInput({ host: '0.0.0.0', port: 20_007 })
  expect(optionsOf({ host: 'remote', inputs: [input] }).HostConfig.PortBindings).toEqual({
    '20007/tcp': [{ HostIp: '0.0.0.0', HostPort: '' }],
  })
})

const imageCommand = ['--uses', 'encode.yml', '--with', '{"model":"small"}']

test('it retains the arguments of the image that the Flow does not set', () => {
  const image = { ...context.image, command: imageCommand }
  expect(peaOf({}, { image })).toMatchObject({ uses: 'encode.yml', with: { model: 'small' } })
  expect(peaOf({ with: { model: 'big' } }, { image })).toMatchObject({ uses: 'encode.yml', with: { model: 'big' } })
  expect(peaOf({ uses: 'other.yml' }, { image })).toMatchObject({ uses: 'other.yml', with: { model: 'small' } })
})

test('it drops the arguments of the image with its entrypoint', () => {
  const image = { ...context.image, command: imageCommand }
  const { Cmd } = optionsOf({ container: { entrypoint: ['serve'] } }, { image })
  expect(Cmd).not.toContain('encode.yml')
})
