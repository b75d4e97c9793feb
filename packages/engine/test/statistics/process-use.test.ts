import { expect, it } from 'vitest'
import { ProcessUse } from '../../src/statistics/process-use.ts'

const life = (incarnation: number) => ({ pea: 'work/0', incarnation })

it('says how many cores a process has kept busy between its last two reports', () => {
  const use = new ProcessUse()
  use.add(life(1), { cpu: 100, memory: 5 }, 1_000)
  expect(use.of('work/0', 1)).toEqual({ memory: 5 })
  use.add(life(1), { cpu: 600, memory: 6 }, 2_000)
  expect(use.of('work/0', 1)).toEqual({ cpu: 0.5, memory: 6 })
  use.add(life(1), { cpu: 600, memory: 6 }, 3_000)
  expect(use.of('work/0', 1)).toEqual({ cpu: 0, memory: 6 })
})

it('takes nothing of an earlier life for a later one', () => {
  const use = new ProcessUse()
  use.add(life(1), { cpu: 9_000, memory: 5 }, 1_000)
  expect(use.of('work/0', 2)).toBeUndefined()
  use.add(life(2), { cpu: 50, memory: 7 }, 2_000)
  expect(use.of('work/0', 2)).toEqual({ memory: 7 })
})
