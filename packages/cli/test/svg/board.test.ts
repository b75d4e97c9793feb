import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toPicture } from '../../src/picture/picture.ts'
import { layOutBoard } from '../../src/svg/board-layout.ts'
import type { Rectangle } from '../../src/svg/geometry.ts'
import { toSvg } from '../../src/svg/svg.ts'
import { type PodSketch, SEARCH, sketchPlan } from '../plan-fixture.ts'

/** Pods of one Pea or of head, two replicas and tail, each of which needs some of those before it. */
function planOf(needs: readonly (readonly number[])[], peas: readonly string[] = ['0']) {
  const pods: Record<string, PodSketch> = {}
  const links: string[] = []
  needs.forEach((before, index) => {
    const names = [...new Set(before)].map((need) => (need < 0 || need >= index ? 'gateway' : `p${need}`))
    pods[`p${index}`] = { needs: [...new Set(names)], peas }
    links.push(
      ...new Set(
        names.map((name) => `${name === 'gateway' ? name : `${name}/${peas.at(-1)}`} > p${index}/${peas[0]}!`),
      ),
    )
  })
  return sketchPlan(pods, [...links, `p${needs.length - 1}/${peas.at(-1)} > gateway!`])
}

function overlap(one: Rectangle, other: Rectangle): boolean {
  const isBeside = one.x + one.width <= other.x || other.x + other.width <= one.x
  return !isBeside && one.y + one.height > other.y && other.y + other.height > one.y
}

it('names the Pods and edges, each once, however many links there are', async () => {
  const svg = await toSvg(SEARCH, { board: 'right' })
  const pods = [...svg.matchAll(/data-pods="([^"]*)"/g)].map(([, names]) => names)
  expect(pods.toSorted()).toEqual(['audit', 'both', 'encode', 'gateway/in', 'gateway/out', 'segment', 'tag'])
  const edges = [...svg.matchAll(/data-from="([^"]*)" data-to="([^"]*)"/g)].map(([, from, to]) => `${from} ${to}`)
  expect(edges.length).toBeGreaterThan(5)
  expect(new Set(edges).size).toBe(edges.length)
  expect(await toSvg(SEARCH, { board: 'right' })).toBe(svg)
})

it('is the same however many replicas a Pod has', async () => {
  const [one, three] = [['0'], ['head', '0', '1', '2', 'tail']].map((peas) => planOf([[-1], [0]], peas))
  const layouts = await Promise.all([one, three].map((plan) => layOutBoard(toPicture(plan as typeof SEARCH), 'right')))
  const [before, after] = layouts.map(({ pods }) => pods.map(({ x, y, width, height }) => [x, y, width, height]))
  expect(after).toEqual(before)
})

it('escapes names that are not valid XML', async () => {
  const plan = sketchPlan({ a: { needs: ['gateway'], of: { uses: '"><script>&' } } }, ['gateway > a/0!'])
  const svg = await toSvg(plan, { board: 'right' })
  expect(svg).toContain('&quot;&gt;&lt;script&gt;&amp;')
  expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|url\(|<script|@import/)
})

it('draws no Pod and no rate over another', { timeout: 600_000 }, async () => {
  const needs = fc.array(fc.array(fc.integer({ min: -1, max: 9 }), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 10,
  })
  await fc.assert(
    fc.asyncProperty(needs, fc.constantFrom('right', 'down'), async (sketch, direction) => {
      const { pods, edges, width, height } = await layOutBoard(toPicture(planOf(sketch)), direction as 'right' | 'down')
      const all: readonly Rectangle[] = [...pods, ...edges.map(({ label }) => label)]
      for (const [index, one] of all.entries()) {
        expect(all.slice(index + 1).filter((other) => overlap(one, other))).toEqual([])
        expect([one.x >= 0, one.y >= 0, one.x + one.width <= width, one.y + one.height <= height]).not.toContain(false)
      }
      expect(edges.every(({ points }) => points.length >= 2)).toBe(true)
    }),
    { numRuns: 15 },
  )
})

it('of sixty Pods is compact, and wrapped where it is a chain', { timeout: 600_000 }, async () => {
  const chain = await layOutBoard(toPicture(planOf(Array.from({ length: 60 }, (_, index) => [index - 1]))), 'right')
  expect(chain.isCompact).toBe(true)
  expect(chain.width).toBeLessThan(3_000)
  const layers = Array.from({ length: 60 }, (_, index) =>
    index < 6 ? [-1] : [index - 6, index - (index % 6 === 0 ? 1 : 6)],
  )
  const { pods } = await layOutBoard(toPicture(planOf(layers)), 'right')
  expect(pods).toHaveLength(62)
})
