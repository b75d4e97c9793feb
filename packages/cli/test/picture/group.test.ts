import type { FlowPlan } from '@peaflow/core'
import { buildFlow, Flow } from '@peaflow/flow'
import { expect, it } from 'vitest'
import { toMermaid } from '../../src/picture/mermaid.ts'
import { toPicture } from '../../src/picture/picture.ts'
import { toText } from '../../src/picture/text.ts'

const plan: FlowPlan = buildFlow(
  new Flow({ name: 'words' })
    .add({ name: 'tidy', uses: './tidy.js', group: 'fast', replicas: 2 })
    .add({ name: 'count', uses: './count.js', group: 'fast', replicas: 2 })
    .add({ name: 'store', uses: './store.js' }),
)

it('lists each Pod of a group with what it runs, the group, and the Pod that its Peas are named after', () => {
  const rows = toText(plan).split('\n').slice(2, 6)
  expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
    ['POD', 'NEEDS', 'RUNS', 'WHERE', 'PEAS'],
    ['tidy', 'gateway', './tidy.js', 'process, group fast', '0, 1'],
    ['count', 'tidy', './count.js', 'process, group fast', 'as tidy'],
    ['store *', 'count', './store.js', 'process', '0'],
  ])
})

it('draws a group as one', () => {
  const groups = toPicture(plan).groups.map(({ title, uses }) => [title, uses])
  expect(groups.slice(1, -1)).toEqual([
    ['tidy → count', './tidy.js → ./count.js'],
    ['store', './store.js'],
  ])
  expect(toMermaid(plan)).toContain('<b>tidy → count</b><br/><small>./tidy.js → ./count.js</small>')
})
