import { expect, it } from 'vitest'
import { findMissingFiles } from '../../src/flow-file/files.ts'
import { sketchPlan } from '../plan-fixture.ts'

it('finds files that are not there, of Pods of this machine only', async () => {
  const plan = sketchPlan(
    {
      lost: { needs: ['gateway'], of: { uses: './lost.js' } },
      found: { needs: ['lost'], of: { uses: './flows/echo.js' } },
      built: { needs: ['found'], of: { uses: '_pass' } },
      boxed: { needs: ['built'], of: { uses: './lost.js', image: 'acme/encoder' } },
      away: { needs: ['boxed'], of: { uses: './lost.js', host: '10.0.0.7' } },
      typed: { needs: ['away'], of: { uses: { inline: 'typed' } } },
    },
    [],
  )
  const problems = await findMissingFiles({
    plan,
    directory: new URL('..', import.meta.url).pathname,
    placeOf: (pod, option) => ({ line: 1, column: 1, path: `pods.${pod}.${option}` }),
  })
  expect(problems.map(({ path }) => path)).toEqual(['pods.lost.uses'])
})
