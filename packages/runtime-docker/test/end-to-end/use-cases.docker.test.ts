import type { OptimizeLevel } from '@peaflow/core'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { containersOf, describeDocker } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from './start.ts'

const name = `use-cases-${process.pid}`
const DOCUMENTS = 1_000
let image = ''

/** The topology of JEP 2, with or without its images. */
const forked = (images: boolean) => {
  const inContainer = images ? { image } : {}
  return new Flow({ name })
    .add({ name: 'd1', uses: './times.mjs', with: { by: 2 }, replicas: 3, ...inContainer })
    .add({ name: 'd2', uses: './times.mjs', with: { by: 3 }, replicas: 3 })
    .add({ name: 'd3', uses: './times.mjs', with: { by: 5 }, needs: 'd1', ...inContainer })
    .join(['d3', 'd2'])
}

const documents = Array.from({ length: DOCUMENTS }, (_, number) => ({ id: `${number}`, number }))
const expected = documents.map(({ id, number }) => ({
  id,
  number,
  tags: { times2: number * 2, times3: number * 3, times5: number * 5 },
}))

async function resultsOf(flow: Flow, optimize?: OptimizeLevel) {
  await using running = await start(buildFlow(flow, { ...(optimize && { optimize }) }))
  const containers = (await containersOf(name)).length
  const results: unknown[] = []
  for await (const result of running.stream('/', documents, { batch: 10, ordered: true })) {
    if (result.error !== undefined) throw result.error
    results.push(...result.documents)
  }
  return { results, containers }
}

describeDocker('the use cases of JEP 2', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))

  test('it runs all Pods outside of containers', async () => {
    expect(await resultsOf(forked(false))).toEqual({ results: expected, containers: 0 })
  })

  test('it runs some Pods in containers, with the same results', async () => {
    expect(await resultsOf(forked(true))).toEqual({ results: expected, containers: 4 })
  })

  test('it runs each Pod in a container of its own', async () => {
    const flow = new Flow({ name })
      .add({ name: 'd1', uses: './times.mjs', with: { by: 2 }, image })
      .add({ name: 'd2', uses: './times.mjs', with: { by: 3 }, image })
      .add({ name: 'd3', uses: './times.mjs', with: { by: 5 }, image })
    expect(await resultsOf(flow)).toEqual({ results: expected, containers: 3 })
  })

  test.each(['none', 'ignore_gateway', 'full'] as const)(
    'it runs as many containers as replicas, and heads and tails outside, pruned to %s',
    async (optimize) => {
      const flow = new Flow({ name })
        .add({ name: 'd1', uses: './times.mjs', with: { by: 2 }, replicas: 2, image })
        .add({ name: 'd2', uses: './times.mjs', with: { by: 3 }, replicas: 3, image })
        .add({ name: 'd3', uses: './times.mjs', with: { by: 5 } })
      expect(await resultsOf(flow, optimize)).toEqual({ results: expected, containers: 5 })
    },
  )

  test('it scales a running Pod in containers up from one replica and back', async () => {
    const flow = new Flow({ name })
      .add({ name: 'd1', uses: './times.mjs', with: { by: 2 }, image })
      .add({ name: 'd2', uses: './times.mjs', with: { by: 3 }, image })
      .add({ name: 'd3', uses: './times.mjs', with: { by: 5 } })
    await using running = await start(buildFlow(flow))
    const counts: number[] = []
    const results: unknown[] = []
    const scale = async () => {
      for (const replicas of [3, 1]) {
        await running.scale('d2', replicas)
        counts.push((await containersOf(name)).length)
      }
    }
    const consume = async () => {
      for await (const { documents: some, error } of running.stream('/', documents, { batch: 1, ordered: true })) {
        if (error !== undefined) throw error
        results.push(...some)
      }
    }
    await Promise.all([scale(), consume()])
    expect(counts).toEqual([4, 2])
    expect(results).toEqual(expected)
  })
})
