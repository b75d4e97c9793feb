import { expect, it } from 'vitest'
import { buildFlow } from '../../src/build/build-flow.ts'
import { Flow } from '../../src/flow.ts'

it.each([
  ['./encoder', undefined, 'peaflow-build/encoder'],
  ['../Shared/My Encoder/', undefined, 'peaflow-build/shared-my-encoder'],
  ['.', undefined, 'peaflow-build/here'],
  ['./encoder', 'acme/encoder:1', 'acme/encoder:1'],
])('a Pod with build %s and image %s runs the image %s in a container', (build, image, expected) => {
  const flow = new Flow().add({ name: 'a', build, image })
  const [pea] = buildFlow(flow).peas
  expect(pea).toMatchObject({ runtime: 'docker', image: expected, container: { build } })
  expect(Flow.fromYaml(flow.toYaml()).equals(flow)).toBe(true)
})
