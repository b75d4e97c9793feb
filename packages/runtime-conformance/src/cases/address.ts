import assert from 'node:assert/strict'
import { MARK, onStage } from '../stage/stage.ts'
import type { ConformanceCase } from './case.ts'

/** What a handle promises about where its Pea is reached. One that tells no address keeps it, too. */
export const addressCases: readonly ConformanceCase[] = [
  {
    name: 'tells an address at which other Peas reach the Pea',
    promise: 'If a handle has an `address`, Peas of this launcher reach the ports there that its Pea has opened.',
    catches: 'misstatesAddress',
    run: (subject) =>
      onStage(subject, async ({ launch }) => {
        const { handle, lines, wrote } = await launch({ behaviour: 'tidy', with: { listens: true } })
        const { address: host } = handle
        if (host === undefined) return
        await wrote('listens at')
        const line = lines.find(({ text }) => text.startsWith(`${MARK}listens at `))
        const port = Number(line?.text.split(' ').at(-1))
        const dialler = await launch({ behaviour: 'tidy', with: { dials: { host, port } } })
        await dialler.wrote('dialling')
        const said = dialler.lines.find(({ text }) => text.startsWith(`${MARK}dialling`))?.text
        assert.equal(said, `${MARK}dialling works`)
      }),
  },
]
