import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { Flow } from '@peaflow/flow'
import type { ManifestFile } from '@peaflow/manifests'
import { describe, expect, it } from 'vitest'
import { renderFlow } from '../../src/export/render.ts'
import { SECRET } from './random-flow.ts'
import { documentsIn, type Manifest, requestOf, writeExport } from './rendered.ts'

const flow = new Flow({ name: 'search', timeoutRequest: 20_000 })
  .add({ name: 'split', env: { PASSWORD: SECRET.value, MODE: 'fast' } })
  .add({
    name: 'encode',
    image: 'acme/encoder:1.2',
    replicas: 3,
    cpus: 0.5,
    memory: 512 * 1_024 ** 2,
    gpus: 1,
    volumes: ['models:/models:ro', '/data:/data'],
    env: { PRICE: '$5', PASSWORD: SECRET.value },
    restart: { max: 3 },
  })
  .add({ name: 'index', image: 'acme/index:1', uses: 'index.js', polling: 'all', replicas: 2 })

const compose = renderFlow(
  requestOf(flow.set('encode', { build: './encoder', pull: 'always', gpus: 'all' }), 'compose'),
)
const swarm = renderFlow(requestOf(flow, 'swarm'))

function parse(files: readonly ManifestFile[]): Manifest {
  return files.slice(0, 1).flatMap(documentsIn)[0]
}

function textOf(files: readonly ManifestFile[], path: string): string | undefined {
  return files.find((file) => file.path === path && file.isSecret)?.text
}

describe.each([
  ['Compose', compose],
  ['Swarm', swarm],
])('%s', (_name, files) => {
  const { services, secrets } = parse(files)

  it('has a service for the Flow, one for each Pod with an image, and one for each shard', () => {
    expect(Object.keys(services)).toEqual(['gateway', 'encode', 'index-0', 'index-1'])
    expect(services.encode.deploy.replicas).toBe(3)
    const workspace = ['--workspace', '/peaflow/workspace']
    expect(services['index-1'].command.slice(-6)).toEqual([...workspace, '--uses', 'index.js', '--replica-id', '1'])
    expect(services['index-1'].volumes).toEqual([{ type: 'volume', source: 'index-1', target: '/peaflow/workspace' }])
  })

  it('lets replicas join, which open no port', () => {
    expect(services.encode.command).toEqual(['join', 'gateway:7000', 'encode', '--key', '/run/secrets/pod-encode.key'])
    for (const name of ['encode', 'index-0', 'index-1']) expect(services[name].ports).toBeUndefined()
  })

  it('gives each container time to answer what is in flight', () => {
    const { gateway, ...others } = services
    // It goes on taking requests for 2 s first.
    expect(gateway.stop_grace_period).toBe('32s')
    for (const service of Object.values<Manifest>(others)) expect(service.stop_grace_period).toBe('30s')
  })

  it('hands over secrets as files', () => {
    expect(secrets['flow.key']).toEqual({ file: './flow.key' })
    expect(textOf(files, 'secrets/pod-encode.key')).toBe('peaflow-pod-key-1:encode:its-key\n')
    expect(services.encode.env_file).toEqual(['./secrets/pod-encode.env'])
    expect(textOf(files, 'secrets/flow-split.env')).toBe(`PASSWORD='${SECRET.value}'\n`)
  })

  it('doubles dollar signs, which would begin variables', () => {
    expect(services.encode.environment).toEqual({ PEAFLOW_SELF: '/tmp/peaflow-self.sock', PRICE: '$$5' })
  })

  it('limits what containers take', () => {
    expect(services.encode.deploy.resources.limits).toEqual({ cpus: '0.5', memory: '536870912b' })
  })
})

it('Compose builds images, reserves GPUs and starts containers again as the options say', () => {
  const { encode, gateway } = parse(compose).services
  expect(encode).toMatchObject({ build: '../encoder', pull_policy: 'always', restart: 'on-failure:3' })
  expect(encode.deploy.resources.reservations.devices).toEqual([
    { driver: 'nvidia', count: 'all', capabilities: ['gpu'] },
  ])
  expect(gateway.ports).toEqual(['127.0.0.1:8080:8080'])
  expect(gateway.user).toBe('1000:1000')
})

it('Compose mounts the flow file, and finds the name of the project where every version looks for it', () => {
  const { services, name } = parse(compose)
  expect(services.gateway.volumes).toEqual([
    { type: 'bind', source: './flow.yml', target: '/flow/flow.yml', read_only: true },
  ])
  expect(name).toBeUndefined()
  expect(compose.find(({ path }) => path === '.env')?.text).toBe('COMPOSE_PROJECT_NAME=search\n')
})

it('Swarm updates replicas one at a time, and dials the Flow itself', () => {
  const { services, configs } = parse(swarm)
  const { deploy } = services.encode
  expect(deploy.update_config).toEqual({ parallelism: 1, order: 'start-first' })
  expect(deploy.restart_policy).toEqual({ condition: 'on-failure', max_attempts: 3, window: '60000ms' })
  expect(deploy.resources.reservations.generic_resources).toEqual([
    { discrete_resource_spec: { kind: 'NVIDIA-GPU', value: 1 } },
  ])
  expect(services['index-0'].deploy.update_config.order).toBe('stop-first')
  expect(services.gateway.deploy).toMatchObject({ replicas: 1, endpoint_mode: 'dnsrr' })
  expect(services.gateway.ports).toEqual([{ target: 8_080, published: 8_080, protocol: 'tcp', mode: 'host' }])
  expect(services.encode.secrets).toEqual([
    { source: 'pod-encode.key', target: 'pod-encode.key', uid: '1000', gid: '1000', mode: 0o400 },
  ])
  expect(services.gateway.configs).toEqual([{ source: 'flow', target: '/flow/flow.yml' }])
  expect(configs.flow.file).toBe('./flow.yml')
  expect(configs.flow.name).toMatch(/^search-flow-[a-z0-9]{7}$/)
  expect(textOf(swarm, 'secrets/pod-encode.env')).toBe(`PASSWORD=${SECRET.value}\n`)
})

it('Swarm finds the Flow healthy before replicas have come, which find it only then', () => {
  const [, , , program] = parse(swarm).services.gateway.healthcheck.test
  expect(program).toMatch(/get\(.*'\/livez'.*on\('error', \(\) => require\('net'\)\.connect\(7000,/)
  const alone = renderFlow(requestOf(new Flow({ name: 'alone' }).add({ name: 'split' }), 'swarm'))
  expect(parse(alone).services.gateway.healthcheck.test[3]).not.toContain('net')
})

const hasDocker = canRun('docker', ['stack', 'config', '--help'])
if (!hasDocker && process.env.CI) throw new Error('the docker command is missing: run scripts/install-test-tools')
if (!hasDocker) console.warn('skipped: docker stack config, for want of the docker command')

it.skipIf(!hasDocker)('docker reads the stack file, and knows every field', () => {
  const folder = writeExport(swarm)
  const config = execFileSync('docker', ['stack', 'config', '-c', join(folder, 'stack.yml')], { encoding: 'utf8' })
  expect(config).toContain('PRICE: $5')
  expect(config).toContain(`PASSWORD: ${SECRET.value}`)
})

function canRun(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
