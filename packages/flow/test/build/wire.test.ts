import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, type PodOptions } from '../../src/index.ts'

const plain: PodOptions = {}
const docker: PodOptions = { image: 'acme/x' }
const external: PodOptions = { external: true }
const there: PodOptions = { external: true, host: '10.0.0.7' }

function linkBetween(a: PodOptions, b: PodOptions) {
  const flow = new Flow({ hostname: '10.0.0.1' }).add({ name: 'a', ...a }).add({ name: 'b', ...b })
  return buildFlow(flow).links.find(({ from, to }) => from.startsWith('a/') && to.startsWith('b/'))
}

describe('the end of a -> b that binds is', () => {
  const rows: [rule: string, a: PodOptions, b: PodOptions, bind: string, address: string][] = [
    ['the input side', plain, plain, 'b/0', 'tcp://0.0.0.0:20001'],
    ['an external Pod', external, plain, 'a/0', 'tcp://0.0.0.0:20001'],
    ['an external Pod on the input side', plain, there, 'b/0', 'tcp://10.0.0.7:20000'],
    ['an external Pod, rather than the fan-out end', { replicas: 2 }, there, 'b/0', 'tcp://10.0.0.7:20000'],
    ['the fan-out end', plain, { replicas: 2 }, 'a/0', 'tcp://0.0.0.0:20001'],
    ['the fan-out end, rather than the one outside a container', docker, { replicas: 2 }, 'a/0', 'tcp://0.0.0.0:20001'],
    ['the fan-in end', { replicas: 2 }, plain, 'b/0', 'tcp://0.0.0.0:20001'],
    ['the one outside a container', plain, docker, 'a/0', 'tcp://host.docker.internal:20001'],
    ['the one outside a container', docker, plain, 'b/0', 'tcp://host.docker.internal:20001'],
    ['the input side of two containers', docker, docker, 'b/0', 'tcp://host.docker.internal:20001'],
    ['the input side of two machines', plain, { ...docker, host: '10.0.0.7' }, 'b/0', 'tcp://10.0.0.7:20000'],
    ['the input side of two machines', { ...docker, host: '10.0.0.7' }, plain, 'b/0', 'tcp://10.0.0.1:20000'],
    ['the one with a port set by hand', { portOut: 7000 }, plain, 'a/0', 'tcp://0.0.0.0:7000'],
    ['the one that the other is told to dial', { hostOut: '10.0.0.8' }, plain, 'b/0', 'tcp://10.0.0.8:20001'],
    ['the one that the other is told to dial', plain, { hostIn: '10.0.0.8' }, 'a/0', 'tcp://10.0.0.8:20001'],
  ]
  it.each(rows)('%s', (_rule, a, b, bind, address) => expect(linkBetween(a, b)).toMatchObject({ bind, address }))
})

describe('JEP 2', () => {
  it('plans p2, whose input comes from a Pea that binds at 192.168.0.2', () => {
    const { peas } = buildFlow(new Flow().add({ name: 'p1' }).add({ name: 'p2', hostIn: '192.168.0.2' }))
    expect(peas[1]?.inputs).toMatchObject([{ from: 'p1', mode: 'CONNECT', host: '192.168.0.2', port: 20001 }])
    expect(peas[0]?.outputs).toMatchObject([{ to: 'p2', mode: 'BIND', host: '0.0.0.0', port: 20001 }])
  })

  it('can have what it excluded: two remote Pods and a join of both', () => {
    const flow = new Flow()
      .add({ name: 'p1', host: '192.168.0.2', external: true })
      .add({ name: 'p2', host: '192.168.0.3', external: true, needs: 'gateway' })
      .join(['p1', 'p2'], { name: 'p3' })
    expect(buildFlow(flow).links.map(({ bind, address }) => `${bind} ${address}`)).toEqual([
      'p1/0 tcp://192.168.0.2:20000',
      'p2/0 tcp://192.168.0.3:20000',
      'p1/0 tcp://192.168.0.2:20001',
      'p2/0 tcp://192.168.0.3:20001',
      'gateway tcp://0.0.0.0:20000',
    ])
  })
})

describe('addresses by hand', () => {
  it('count up over the edges of a Pod', () => {
    const flow = new Flow().add({ name: 'a' }).add({ name: 'b', needs: 'gateway' })
    const { peas } = buildFlow(flow.add({ name: 'c', needs: ['a', 'b'], portIn: 5000, external: true }))
    expect(peas[2]?.inputs.map(({ port, fixed }) => [port, fixed])).toEqual([
      [5000, true],
      [5001, true],
    ])
  })

  it('count up over the replicas of an external Pod on each machine, its control port too', () => {
    const hand = { portIn: 5000, portOut: 6000, portControl: 7000 }
    const { peas } = buildFlow(new Flow().add({ ...external, ...hand, replicas: 3, host: ['x', 'y'] }))
    const replicas = peas.filter(({ role }) => role === 'replica')
    expect(
      replicas.map(({ host, inputs, outputs, control }) => [host, inputs[0]?.port, outputs[0]?.port, control.port]),
    ).toEqual([
      ['x', 5000, 6000, 7000],
      ['y', 5000, 6000, 7000],
      ['x', 5001, 6001, 7001],
    ])
  })

  it('are skipped by the ports that are assigned', () => {
    const { links } = buildFlow(new Flow().add({ name: 'a' }).add({ name: 'b', portIn: 20_000 }))
    expect(links.map(({ address }) => address.split(':').at(-1))).toEqual(['20001', '20000', '20002'])
  })

  it('cannot be assigned to two sockets of one machine', () => {
    const flow = new Flow().add({ name: 'a', portIn: 5000 }).add({ name: 'b', portIn: 5000 })
    expect(() => buildFlow(flow)).toThrow(
      expect.objectContaining({
        code: 'ADDRESS_PORT_TAKEN',
        message: 'port 5000 of this machine is assigned to "a/0" and "b/0"',
      }),
    )
  })

  it('let an external Pod dial its external neighbour', () => {
    const flow = new Flow({ hostname: 'here' })
      .add({ name: 'a', ...there })
      .add({ name: 'b', ...there, host: '10.0.0.8', portIn: 5000 })
    expect(() => buildFlow(flow)).toThrow(
      expect.objectContaining({
        code: 'ADDRESS_EXTERNAL_NEIGHBOURS',
        hint: 'Let "a" dial: give it host_out: 10.0.0.8 and port_out: 5000, and give "b" port_in: 5000',
      }),
    )
    const dialling = flow.set('a', { hostOut: '10.0.0.8', portOut: 5000 })
    expect(buildFlow(dialling).links[1]).toMatchObject({ bind: 'b/0', connect: 'a/0', address: 'tcp://10.0.0.8:5000' })
  })
})

it('tells the external Pod with a single external neighbour to dial', () => {
  const flow = new Flow({ hostname: 'here' })
    .add({ name: 'a', ...there, portOut: 6000 })
    .add({ name: 'b', ...there, host: '10.0.0.8', needs: 'a' })
    .add({ name: 'c', ...there, host: '10.0.0.9', needs: 'a' })
  expect(() => buildFlow(flow.join(['b', 'c']))).toThrow(
    expect.objectContaining({
      hint: 'Let "b" dial: give it host_in: 10.0.0.7 and port_in: 6000, and give "a" port_out: 6000',
    }),
  )
})

describe('hosts', () => {
  it('spread the replicas of a Pod', () => {
    const { peas } = buildFlow(
      new Flow({ hostname: 'here' }).add({ ...docker, replicas: 4, host: ['x', 'localhost', 'y'] }),
    )
    expect(peas.filter(({ role }) => role === 'replica').map(({ host }) => host)).toEqual(['x', null, 'y', 'x'])
  })

  it('need the hostname of this machine if another one dials it', () => {
    const flow = new Flow().add({ name: 'far', image: 'acme/x', host: '10.0.0.7' })
    expect(() => buildFlow(flow)).toThrow(expect.objectContaining({ code: 'ADDRESS_HOSTNAME' }))
    const plan = buildFlow(flow, { hostname: '10.0.0.1' })
    expect(plan.options).toMatchObject({ hostname: '10.0.0.1', control: { host: '0.0.0.0' } })
    expect(plan.peas[0]?.control).toMatchObject({ mode: 'CONNECT', host: '10.0.0.1', port: plan.options.control.port })
  })

  it('need no hostname if only this machine dials', () => {
    const plan = buildFlow(new Flow().add({ name: 'far', ...there }))
    expect(plan.peas[0]?.control).toMatchObject({ mode: 'BIND', host: '10.0.0.7' })
    expect(plan.options.control.host).toBe('127.0.0.1')
  })
})

describe('the control socket', () => {
  it('also listens on the bridge if a container dials', () => {
    expect(buildFlow(new Flow().add(docker)).options.control).toMatchObject({ host: '127.0.0.1', bridge: true })
    expect(buildFlow(new Flow().add()).options.control).toEqual({ host: '127.0.0.1', port: 20_002 })
    expect(buildFlow(new Flow({ bind: '0.0.0.0' }).add()).options.control).toEqual({ host: '0.0.0.0', port: 20_002 })
  })
})

it('more than 45,000 ports of one machine are an error', () => {
  // Each opens a port for its input, one for its output and one for control.
  const withReplicas = (replicas: number) => buildFlow(new Flow().add({ ...there, replicas }))
  expect(withReplicas(15_000).peas.at(-2)?.control.port).toBe(64_999)
  expect(() => withReplicas(15_001)).toThrow(expect.objectContaining({ code: 'ADDRESS_PORTS' }))
})
