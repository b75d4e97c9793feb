import type { FlowPlan } from '@peaflow/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toPicture } from '../../src/picture/picture.ts'
import type { Rectangle } from '../../src/svg/geometry.ts'
import { layOutPicture } from '../../src/svg/layout.ts'
import { toSvg } from '../../src/svg/svg.ts'
import { type PodSketch, SEARCH, sketchPlan } from '../plan-fixture.ts'

/** Pods with some replicas each. Every Pod needs some of those before it. */
const plans: fc.Arbitrary<FlowPlan> = fc
  .array(fc.record({ replicas: fc.integer({ min: 1, max: 9 }), needs: fc.array(fc.nat(9), { minLength: 1 }) }), {
    minLength: 1,
    maxLength: 9,
  })
  .map((sketches) => {
    const pods: Record<string, PodSketch> = {}
    const links: string[] = []
    sketches.forEach(({ replicas, needs }, index) => {
      const names = Array.from({ length: replicas }, (_, replica) => String(replica))
      const inside = replicas === 1 ? names : ['head', ...names, 'tail']
      const before = [...new Set(needs.map((need) => (need % (index + 1) === index ? -1 : need % (index + 1))))]
      pods[`p${index}`] = { needs: before.map((need) => (need < 0 ? 'gateway' : `p${need}`)), peas: inside }
      for (const need of before)
        links.push(`${need < 0 ? 'gateway' : `p${need}/${last(pods[`p${need}`])}`} > p${index}/${inside[0]}!`)
      if (replicas > 1)
        links.push(
          ...names.flatMap((name) => [`p${index}/head! > p${index}/${name}`, `p${index}/${name} > p${index}/tail!`]),
        )
    })
    const end = `p${sketches.length - 1}`
    return sketchPlan(pods, [...links, `${end}/${last(pods[end])} > gateway!`])
  })

function last(pod: PodSketch | undefined): string {
  return pod?.peas?.at(-1) ?? '0'
}

function overlap(one: Rectangle, other: Rectangle): boolean {
  const apart =
    one.x + one.width <= other.x ||
    other.x + other.width <= one.x ||
    one.y + one.height <= other.y ||
    other.y + other.height <= one.y
  return !apart
}

/** Fails if the tags are not balanced. */
function checkTags(svg: string): void {
  const open: string[] = []
  for (const [, close, name = '', empty] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (close) expect(open.pop()).toBe(name)
    else if (!empty) open.push(name)
  }
  expect(open).toEqual([])
}

it('draws every Pod, and is the same for the same plan', async () => {
  const svg = await toSvg(SEARCH)
  checkTags(svg)
  for (const name of ['segment', 'encode', 'tag', 'audit', 'both']) expect(svg).toContain(`>${name}</text>`)
  expect(await toSvg(SEARCH)).toBe(svg)
})

it('refers to nothing outside of it, and runs nothing', async () => {
  const svg = await toSvg(SEARCH)
  expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|url\(|<script|@import/)
})

it('escapes names that are not valid XML', async () => {
  const plan = sketchPlan({ a: { needs: ['gateway'], of: { uses: '</text><script>"&\u0007' } } }, ['gateway > a/0!'])
  const svg = await toSvg(plan)
  checkTags(svg)
  expect(svg).toContain('&lt;/text&gt;&lt;script&gt;&quot;&amp;')
})

it('draws no Pod over another, and every arrow from Pea to Pea', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const picture = toPicture(plan)
      const { groups, arrows } = await layOutPicture(picture)
      for (const [index, group] of groups.entries()) {
        expect(groups.slice(index + 1).filter((other) => overlap(group, other))).toEqual([])
      }
      expect(arrows).toHaveLength(picture.arrows.length)
      for (const { arrow, points } of arrows) {
        const find = (id: string) =>
          groups.flatMap(({ boxes }) => boxes).find(({ box }) => box.id === id) ??
          groups.find(({ group }) => group.boxes.some((box) => box.id === id))
        const [from, to] = [find(arrow.from), find(arrow.to)]
        expect(points[0]?.x).toBeCloseTo((from?.x ?? 0) + (from?.width ?? 0), 3)
        expect(points.at(-1)?.x).toBeCloseTo(to?.x ?? 0, 3)
      }
    }),
    { numRuns: 20 },
  )
})

it.each([
  ['one after the other', (index: number) => [index - 1]],
  ['that branch and meet', (index: number) => [index - 1, Math.max(-1, index - 3)]],
])('wraps a picture of 40 Pods %s', { timeout: 600_000 }, async (_, needsOf) => {
  const pods: Record<string, PodSketch> = {}
  const links: string[] = []
  for (let index = 0; index < 40; index++) {
    const needs = [...new Set(needsOf(index))].map((need) => (need < 0 ? 'gateway' : `p${need}`))
    pods[`p${index}`] = { needs }
    links.push(...needs.map((need) => `${need === 'gateway' ? need : `${need}/0`} > p${index}/0!`))
  }
  const picture = toPicture(sketchPlan(pods, [...links, 'p39/0 > gateway!']))
  const { width, height, groups, arrows } = await layOutPicture(picture)
  expect(width).toBeLessThan(1_800)
  expect(height).toBeLessThan(1_800)
  for (const [index, group] of groups.entries()) {
    expect(groups.slice(index + 1).filter((other) => overlap(group, other))).toEqual([])
  }
  expect(arrows).toHaveLength(picture.arrows.length)
})
