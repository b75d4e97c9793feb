import { flowSchema } from '@peaflow/flow'
import { describe, expect, it } from 'vitest'
import { type Platform, POD_OPTION_RULES } from '../src/index.ts'

type Schema = { readonly properties?: Readonly<Record<string, Schema>>; readonly [key: string]: unknown }

/** The options of a Pod, as the schema of flow files lists them. */
function podOptions(): readonly string[] {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { properties } = value as Schema
    if (properties?.needs !== undefined && properties.uses !== undefined)
      for (const name of Object.keys(properties)) names.add(name)
    for (const child of Object.values(value)) visit(child)
  }
  visit(flowSchema)
  return [...names].map((name) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()))
}

it('has a rule for every option of a Pod, and for no other', () => {
  const options = podOptions().filter((name) => !['name', 'method'].includes(name))
  expect(Object.keys(POD_OPTION_RULES).sort()).toEqual([...new Set(options)].sort())
})

it('refuses by name what becomes nothing', () => {
  const lost = Object.entries(POD_OPTION_RULES).filter(
    ([, { becomes, refused }]) => becomes === 'nothing' && refused === undefined,
  )
  expect(lost).toEqual([])
})

describe('refuses', () => {
  const refusals: [platform: Platform, option: string, value: unknown, says: RegExp | undefined][] = [
    ['kubernetes', 'gpus', 'all', /their number/],
    ['kubernetes', 'gpus', 2, undefined],
    ['swarm', 'gpus', 'all', /their number/],
    ['kubernetes', 'user', 'node', /number/],
    ['kubernetes', 'user', '1000:1000', undefined],
    ['compose', 'user', 'node', undefined],
    ['kubernetes', 'restart', { policy: 'never', window: 1 }, /each time it ends/],
    ['kubernetes', 'restart', { policy: 'on_failure', max: 3, window: 1 }, /each time it ends/],
    ['kubernetes', 'restart', { policy: 'on_failure', window: 1 }, undefined],
    ['swarm', 'restart', { policy: 'never', window: 1 }, undefined],
    ['swarm', 'pull', 'always', /no field/],
    ['swarm', 'pull', 'missing', undefined],
    ['kubernetes', 'pull', 'never', undefined],
    ['kubernetes', 'volumes', ['/data:/data'], /\/data is a path/],
    ['kubernetes', 'volumes', ['data:/data:ro', '/cache'], undefined],
    ['swarm', 'volumes', ['./data:/data'], /\.\/data is a path of this machine/],
    ['swarm', 'volumes', ['/data:/data'], undefined],
    ['compose', 'volumes', ['./data:/data'], undefined],
    ['kubernetes', 'env', { 'a b': '' }, /"a b" cannot be the name/],
    ['kubernetes', 'env', { A_B: '' }, undefined],
    ['swarm', 'env', { A: 'one\ntwo' }, /line break/],
    ['kubernetes', 'build', './encoder', /other machines do not find/],
    ['compose', 'build', './encoder', undefined],
    ['compose', 'docker', { Hostname: 'a' }, /Engine/],
    ['kubernetes', 'docker', { Hostname: 'a' }, /Engine/],
    ['compose', 'host', ['10.0.0.1'], /on which machine/],
    ['swarm', 'dockerHost', 'tcp://a:1', /on which machine/],
    ['kubernetes', 'portIn', 5000, /open no port/],
    ['kubernetes', 'hostOut', 'a', /open no port/],
    ['kubernetes', 'group', 'a', /share a Pea/],
    ['compose', 'exec', { command: ['./tool'] }, /runs a file/],
    ['swarm', 'python', '/usr/bin/python3', /looks for an interpreter/],
    ['kubernetes', 'runtime', 'acme-runtime', /"acme-runtime" cannot/],
    ['kubernetes', 'runtime', 'docker', undefined],
  ]

  it.each(refusals)('on %s: %s %j', (platform, option, value, says) => {
    const refused = POD_OPTION_RULES[option]?.refused?.[platform]?.(value, { [option]: value })
    if (says === undefined) expect(refused).toBeUndefined()
    else expect(`${option} ${refused?.why}`).toMatch(says)
  })
})
