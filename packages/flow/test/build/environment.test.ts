import { expect, it } from 'vitest'
import { buildFlow, checkFlow, Flow } from '../../src/index.ts'

const env = { A: '1' }
const envOf = (flow: Flow, envFiles = {}) =>
  Object.fromEntries(buildFlow(flow, { envFiles }).peas.map(({ id, env, container }) => [id, env ?? container?.env]))

it('variables reach the Peas that have an environment of their own', () => {
  const flow = new Flow({ optimize: 'none' })
    .add({ name: 'process', env, replicas: 2 })
    .add({ name: 'thread', env, runtime: 'thread' })
    .add({ name: 'box', env, image: 'x', usesBefore: './head.js' })
    .add({ name: 'other', env, runtime: 'acme' })
  expect(envOf(flow)).toEqual({
    'process/head': env,
    'process/0': env,
    'process/1': env,
    'process/tail': env,
    'thread/0': undefined,
    'box/head': undefined,
    'box/0': env,
    'other/0': env,
    gateway: undefined,
  })
  expect(checkFlow(flow).warnings).toEqual([
    expect.objectContaining({
      code: 'CONFIG_NO_ENVIRONMENT',
      message: '"thread" runs in the process of the Flow, whose environment it shares, so env has no effect',
    }),
  ])
})

it('files of variables give way to later ones, and to env', () => {
  const flow = new Flow({ envFile: 'all.env' })
    .add({ name: 'a' })
    .add({ name: 'b', envFile: ['one.env', 'two.env'], env: { C: 'own' } })
  const files = { 'all.env': { X: '1' }, 'one.env': { A: '1', B: '1', C: '1' }, 'two.env': { B: '2' } }
  expect(envOf(flow, files)).toMatchObject({ 'a/0': { X: '1' }, 'b/0': { A: '1', B: '2', C: 'own' } })
  expect(buildFlow(flow, { envFiles: files }).pods[1]?.options).not.toHaveProperty('envFile')
})

it('files of variables must be passed', () => {
  expect(() => buildFlow(new Flow().add({ name: 'a', envFile: 'x.env' }))).toThrow(
    expect.objectContaining({
      code: 'CONFIG_ENV_FILE',
      message: '"a" takes variables from x.env, which this build was not given',
    }),
  )
})
