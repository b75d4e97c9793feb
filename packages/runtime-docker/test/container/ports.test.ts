import { type PeaSpec, parsePeaArgs } from '@peaflow/core'
import { expect, test } from 'vitest'
import { toContainerOptions } from '../../src/container/options.ts'
import { bindingInput, connectingOutput, context, specOf } from '../spec.ts'

const optionsOf = (changes: Partial<PeaSpec>) => toContainerOptions(specOf(changes), context)

test('it publishes nothing for a Pea that connects', () => {
  const options = optionsOf({ outputs: [connectingOutput()] })
  expect(options).not.toHaveProperty('ExposedPorts')
  expect(options.HostConfig).not.toHaveProperty('PortBindings')
})

const published: [peer: string, Parameters<typeof bindingInput>[0], port: string, HostIp: string, HostPort: string][] =
  [
    ['a Pea of this machine', {}, '20003/tcp', '127.0.0.1', ''],
    ['a container', { bridge: true }, '20003/tcp', '172.17.0.1', ''],
    ['another machine', { host: '0.0.0.0' }, '20003/tcp', '0.0.0.0', ''],
    ['a peer that knows the fixed port', { port: 5_000, fixed: true }, '5000/tcp', '127.0.0.1', '5000'],
    ['a Pea of this machine, on any port', { port: 0 }, '20000/tcp', '127.0.0.1', ''],
  ]

test.each(published)('it publishes a port for %s', (_peer, changes, port, HostIp, HostPort) => {
  const options = optionsOf({ inputs: [bindingInput(changes)], outputs: [connectingOutput()] })
  expect(options.ExposedPorts).toEqual({ [port]: {} })
  expect(options.HostConfig.PortBindings).toEqual({ [port]: [{ HostIp, HostPort }] })
  const [input] = parsePeaArgs(options.Cmd).inputs
  expect(input).toMatchObject({ host: '0.0.0.0', port: Number.parseInt(port, 10) })
  expect(input).not.toHaveProperty('bridge')
})

test('it opens ports that the plan leaves open under different numbers', () => {
  const inputs = [bindingInput({ port: 0 }), bindingInput({ port: 20_000 }), bindingInput({ port: 0 })]
  const { ExposedPorts } = optionsOf({ inputs })
  expect(Object.keys(ExposedPorts ?? {})).toEqual(['20001/tcp', '20000/tcp', '20002/tcp'])
})

test('it publishes the control port of an external Pea', () => {
  const options = optionsOf({ external: true, control: { mode: 'BIND', host: '0.0.0.0', port: 7_000 } })
  expect(options.HostConfig.PortBindings).toEqual({ '7000/tcp': [{ HostIp: '0.0.0.0', HostPort: '' }] })
})

test('it publishes nothing in the network of the machine', () => {
  const container = { docker: { HostConfig: { NetworkMode: 'host' } } }
  const options = optionsOf({ container, inputs: [bindingInput()] })
  expect(options.HostConfig).not.toHaveProperty('PortBindings')
  expect(parsePeaArgs(options.Cmd).inputs).toEqual([bindingInput()])
})
