import { addPeaInput, parsePeaArgs } from '@peaflow/core'
import { expect, test } from 'vitest'
import { toContainerInput, toContainerOptions } from '../../src/container/options.ts'
import { context, specOf } from '../spec.ts'

const stage = (pod: string, uses: string) => ({ pod, uses, with: {}, concurrency: 1, workspace: `/tmp/${pod}/1` })
const spec = specOf({ uses: './encode.js', stages: [stage('encode', './encode.js'), stage('store', '/app/store.js')] })
const stages = [
  { executor: { folder: '/home/me/search', file: 'encode.js', links: [] }, workspace: { folder: '/tmp/encode/1' } },
  { workspace: { folder: '/tmp/store/1' } },
]

test('it mounts the executor and the workspace of each Pod of a group, in folders of their own', () => {
  const { Mounts } = toContainerOptions(spec, { ...context, stages }).HostConfig
  expect(Mounts.map(({ Source, Target }) => [Source, Target])).toEqual([
    ['/home/me/search', '/app/.peaflow/uses/encode'],
    ['/tmp/encode/1', '/peaflow/workspace/encode'],
    ['/tmp/store/1', '/peaflow/workspace/store'],
  ])
})

test('it tells the Pea the paths of the container', () => {
  const { Cmd } = toContainerOptions(spec, { ...context, stages })
  const received = addPeaInput(parsePeaArgs(Cmd), toContainerInput(spec, { ...context, stages }))
  expect(received.stages).toEqual([
    { ...stage('encode', '/app/.peaflow/uses/encode/encode.js'), workspace: '/peaflow/workspace/encode' },
    { ...stage('store', '/app/store.js'), workspace: '/peaflow/workspace/store' },
  ])
})

test('a Pea without a group gets what it got before', () => {
  expect(toContainerInput(specOf({ with: { model: 'small' } }), context)).toBe('{"with":{"model":"small"}}\n')
})
