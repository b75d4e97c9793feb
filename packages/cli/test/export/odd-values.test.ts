import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { ExportRequest } from '../../src/export/render.ts'
import { renderFlow } from '../../src/export/render.ts'
import { flowFrom, kubernetesObjects, type Manifest, requestOf } from './rendered.ts'

const flowOf = (text: string) => flowFrom(`name: odd\n${text}`)

const podOf = (options: string) => flowOf(`pods:\n  enc: { image: acme/x:1, ${options} }\n`)
const composeOf = (flow: ReturnType<typeof flowOf>, more: Partial<ExportRequest> = {}): Manifest =>
  parse(renderFlow(requestOf(flow, 'compose', more))[0]?.text ?? '').services
const containersOf = (flow: ReturnType<typeof flowOf>, more: Partial<ExportRequest> = {}): readonly Manifest[] =>
  kubernetesObjects(flow, more)
    .filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
    .flatMap(({ spec }) => spec.template.spec.containers)

describe('what its author wrote', () => {
  it('is not expanded by Kubernetes', () => {
    const flow = podOf("entrypoint: [sh, -c, 'echo $$$$ $$(PEAFLOW_SELF)'], uses: 'a$$(HOME).js'")
    const replica = containersOf(flow).find(({ name }) => name !== 'flow')
    expect(replica.command).toEqual(['sh', '-c', 'echo $$$$ $$(PEAFLOW_SELF)'])
    expect(replica.args).toContain('a$$(HOME).js')
  })
})

describe('the port at which replicas join', () => {
  it('is open at every address of the container', () => {
    const flow = flowOf("with: { join: '127.0.0.1:7100' }\npods:\n  enc: { image: acme/x:1, uses: x.js }\n")
    const [, , file] = renderFlow(requestOf(flow, 'compose'))
    expect(parse(file?.text ?? '').with.join).toBe(7_100)
  })

  it.each([
    ['8080', '{ join: 8080 }'],
    ['8080', '{ join: 8079 }'],
    ['8081', '{ join: 8081, grpc: 9000 }'],
  ])('is not %s, which clients have: %s', (port, settings) => {
    const flow = flowOf(`with: ${settings}\npods:\n  enc: { image: acme/x:1, uses: x.js }\n`)
    expect(() => renderFlow(requestOf(flow, 'compose'))).toThrow(
      expect.objectContaining({ code: 'CONFIG_EXPORT_OPTION', message: expect.stringContaining(`and ${port} is`) }),
    )
  })
})

it('a Flow that goes on taking requests for a while has that time too', () => {
  const flow = flowOf('with: { drain: 30s, timeout_request: 5s }\npods:\n  enc: { image: acme/x:1, uses: x.js }\n')
  const { gateway, enc } = composeOf(flow)
  expect([gateway.stop_grace_period, enc.stop_grace_period]).toEqual(['45s', '15s'])
})

describe('user', () => {
  it('is that of the container in a Job, too', () => {
    const flow = flowOf(`pods:
  root: { image: acme/x:1, uses: x.js, user: '0' }
  other: { image: acme/x:1, uses: x.js, user: '2000:3000' }
`)
    const found = containersOf(flow, { run: true }).map(({ name, securityContext }) => [name, securityContext] as const)
    const contexts: Manifest = Object.fromEntries(found)
    expect(contexts['root-0']).toMatchObject({ runAsUser: 0, runAsNonRoot: false })
    expect(contexts['other-0']).toMatchObject({ runAsUser: 2_000, runAsGroup: 3_000, runAsNonRoot: true })
  })

  it.each([
    ['1001', false],
    ['1000', true],
    ['1000:7', true],
    ['0', true],
    ['node', true],
  ])('%s on Compose can read the key of the user 1000: %s', (user, can) => {
    const render = () => composeOf(podOf(`uses: x.js, user: '${user}'`))
    if (can) expect(render().enc.user).toBe(user)
    else expect(render).toThrow(/^user of "enc" cannot be exported: its key is a file that only the user 1000 can read/)
  })
})

describe('on Compose', () => {
  it.each([
    ['/srv/encoder', '/srv/encoder'],
    ['./encoder', '../encoder'],
    ['encoder', '../encoder'],
  ])('the folder %s is built from %s', (folder, built) => {
    expect(composeOf(podOf(`uses: x.js, build: ${folder}`)).enc.build).toBe(built)
  })

  it('volumes keep their modes', () => {
    const flow = podOf("uses: x.js, volumes: ['cache:/a:nocopy', './data:/b:ro,rshared', 'C:/models:/c:ro']")
    expect(composeOf(flow).enc.volumes).toEqual([
      { type: 'volume', source: 'cache', target: '/a', volume: { nocopy: true } },
      { type: 'bind', source: '../data', target: '/b', read_only: true, bind: { propagation: 'rshared' } },
      { type: 'bind', source: 'C:/models', target: '/c', read_only: true },
    ])
  })
})

it.each(['kubernetes', 'swarm', 'compose'] as const)('a label of SELinux is refused by name on %s', (platform) => {
  const flow = podOf("uses: x.js, volumes: ['models:/models:Z']")
  expect(() => renderFlow(requestOf(flow, platform))).toThrow(/models:\/models:Z asks for a label of SELinux/)
})
