import { basename } from 'node:path'
import { type ConformanceSubject, conformanceCases } from '@peaflow/runtime-conformance'
import { test } from 'vitest'
import { describeCluster } from '../../../../test/kubernetes/cluster.ts'
import { kubernetesLauncher } from '../../src/launch/kubernetes-launcher.ts'
import { IMAGE } from './images.ts'
import type { LaunchNamespace } from './namespace.ts'
import { setUpNamespace } from './set-up.ts'

let namespace: () => LaunchNamespace

/** Each case has a Flow of its own, so that several run at the same time. */
const subjectOf = (flow: string): ConformanceSubject => ({
  timeout: 120_000,
  // A kubelet looks once a second what became of its containers, and says so after that.
  atOnce: 20_000,
  createLauncher: () => kubernetesLauncher(),
  adapt: (spec) => ({
    ...spec,
    flow,
    image: IMAGE,
    uses: `/app/${basename(String(spec.uses))}`,
    container: { pull: 'never' },
  }),
  nothingToRun: (spec) => ({
    launcher: kubernetesLauncher(),
    spec: { ...spec, image: '127.0.0.1:1/nothing/here:1', container: { pull: 'missing' } },
  }),
  exposed: async () => JSON.stringify(await namespace().pods(flow)),
  countLeftovers: async () => (await namespace().pods(flow)).length,
})

describeCluster('a kubernetes launcher', { timeout: 600_000 }, () => {
  namespace = setUpNamespace()

  // Most of the time, a case waits for the cluster.
  test.concurrent.each(conformanceCases.map((one, number) => [one.name, one, number] as const))(
    '%s',
    async (_case, { run }, number) => run(subjectOf(`conformance-${number}`)),
  )
})
