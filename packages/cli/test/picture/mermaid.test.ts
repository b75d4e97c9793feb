import { expect, it } from 'vitest'
import { toMermaid } from '../../src/picture/mermaid.ts'
import { SEARCH, sketchPlan } from '../plan-fixture.ts'

it('draws Pods with their Peas, and what links them', () => {
  expect(toMermaid(SEARCH)).toMatchSnapshot()
})

it('escapes names and executors that are keywords of Mermaid', () => {
  const plan = sketchPlan({ end: { needs: ['gateway'], of: { uses: './"x"#];`.js' } } }, ['gateway > end/0!'])
  const text = toMermaid(plan)
  expect(text).toContain('p1["<b>end</b><br/><small>./#34;x#34;#35;];#96;.js</small>"]')
})
