import type { Platform, Workload } from '@peaflow/manifests'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderFlow } from '../../src/export/render.ts'
import { exportedFlow, SECRET } from '../export/random-flow.ts'
import { documentsIn, type Manifest, requestOf } from '../export/rendered.ts'
import { PLATFORMS, planned } from './planned.ts'

const RUNS = { numRuns: 30 }

describe.each(PLATFORMS)('thirty Flows on %s', (platform) => {
  it('become what an export writes', () => {
    fc.assert(
      fc.property(exportedFlow, (flow) => {
        const workloads = planned(flow, platform).differences.flatMap((one) => one.workloads ?? [])
        const documents = renderFlow(requestOf(flow, platform)).flatMap(documentsIn)
        expect(sorted(workloads)).toEqual(sorted(workloadsIn(documents, platform)))
      }),
      RUNS,
    )
  })

  it('name every Pod once, lose no head and no tail, and show no secret', () => {
    fc.assert(
      fc.property(exportedFlow, (flow) => {
        const { exported, there, differences, problems } = planned(flow, platform)
        const pods = differences.filter(({ topic }) => topic === 'workload').flatMap((one) => one.pods)
        expect([...pods].sort()).toEqual(flow.pods.map(({ name }) => name).sort())
        const ids = new Set(there.peas.map(({ id }) => id))
        const ends = exported.plan.peas.filter(({ role }) => role === 'head' || role === 'tail')
        expect(ends.filter(({ id }) => !ids.has(id))).toEqual([])
        const shown = JSON.stringify({ there, differences, problems })
        expect([SECRET.value, 'a-token-of-ours'].filter((secret) => shown.includes(secret))).toEqual([])
      }),
      RUNS,
    )
  })
})

function workloadsIn(documents: readonly Manifest[], platform: Platform): readonly Workload[] {
  if (platform === 'kubernetes')
    return documents
      .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
      .map(({ kind, metadata, spec }) => ({ kind, name: metadata.name, replicas: spec.replicas }))
  const services = documents.flatMap((document) => Object.entries<Manifest>(document.services ?? {}))
  return services.map(([name, { deploy }]) => ({ kind: 'service', name, replicas: deploy?.replicas ?? 1 }))
}

function sorted(workloads: readonly Workload[]): readonly Workload[] {
  return workloads.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}
