import { expect, it } from 'vitest'
import type { Cluster } from '../../src/cluster/cluster.ts'
import { endedEarly, explainLaunch } from '../../src/launch/launch-error.ts'
import { specOf } from '../spec.ts'

it.each([
  [{ code: 1, signal: null, lastLines: ['one', 'no such file'] }, 'no such file'],
  [
    { code: null, signal: null, reason: 'its Kubernetes Pod was deleted', lastLines: [] },
    'its Kubernetes Pod was deleted',
  ],
  [{ code: 3, signal: null, lastLines: [] }, 'exit code 3'],
])('a Pod that ended before it ran is not an API that does not answer: %j', (exit, why) => {
  const cluster = { server: 'https://10.0.0.1', namespace: 'default' } as Cluster
  expect(explainLaunch(endedEarly(specOf(), exit), specOf(), cluster)).toMatchObject({
    code: 'LAUNCH_KUBERNETES_POD',
    message: `the Kubernetes Pod of "encode/1" ended before it ran: ${why}`,
  })
})
