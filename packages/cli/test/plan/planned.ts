import { Flow } from '@peaflow/flow'
import type { Difference, Platform } from '@peaflow/manifests'
import { type PlanOn, planFlow } from '../../src/plan/plan-on.ts'
import { SECRET } from '../export/random-flow.ts'

/** What a Flow would run on, in a test. */
export const PLATFORMS: readonly Platform[] = ['kubernetes', 'swarm', 'compose']

/** The plan of a Flow, or of the Pods of a flow file, on a platform. */
export function planned(flow: Flow | string, platform: Platform, image = 'acme/flow:1'): PlanOn {
  const read = typeof flow === 'string' ? Flow.fromYaml(`name: search\n${flow}`) : flow
  const sources = { text: `$${SECRET.name}`, env: { [SECRET.name]: SECRET.value } }
  return planFlow({ flow: read, sources, envFiles: { 'own.env': { FROM: 'a file' } } }, { platform, image })
}

/** The differences about a topic, as the rows of a table. */
export function rowsAbout(topic: Difference['topic'], { differences }: PlanOn): readonly (readonly string[])[] {
  return differences.filter((one) => one.topic === topic).map(({ subject, there }) => [subject, there])
}
