import { expect, it } from 'vitest'
import { ENTRY, EXIT, toPicture } from '../../src/picture/picture.ts'
import { SEARCH, sketchPlan } from '../plan-fixture.ts'

const replicas = Array.from({ length: 100 }, (_, index) => String(index))

it('shows the gateway where data enters and where it leaves', () => {
  const { groups, arrows } = toPicture(SEARCH)
  expect(groups.map(({ title }) => title)).toEqual(['in', 'segment', 'encode', 'tag', 'audit', 'both', 'out'])
  expect(arrows.find(({ to }) => to === EXIT)).toEqual({ from: 'both/0', to: EXIT, binds: 'to' })
  expect(arrows.filter(({ to }) => to === ENTRY)).toEqual([])
})

it('shows a few of many replicas', () => {
  const plan = sketchPlan(
    { many: { needs: ['gateway'], peas: replicas } },
    replicas.flatMap((name) => [`gateway! > many/${name}`, `many/${name} > gateway!`]),
  )
  const { groups, arrows } = toPicture(plan)
  expect(groups[1]?.boxes.map(({ label }) => label)).toEqual(['0', '1', '… 97 more', '99'])
  expect(arrows).toHaveLength(8)
})

it('tells containers, other machines and side branches apart', () => {
  const kinds = toPicture(SEARCH).groups.map(({ title, kind, side }) => [title, kind, side])
  expect(kinds).toEqual([
    ['in', 'gateway', false],
    ['segment', 'local', false],
    ['encode', 'container', false],
    ['tag', 'local', false],
    ['audit', 'remote', true],
    ['both', 'local', false],
    ['out', 'gateway', false],
  ])
})
