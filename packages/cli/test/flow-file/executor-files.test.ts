import { expect, it } from 'vitest'
import { findFileProblems } from '../../src/flow-file/executor-files.ts'
import { sketchPlan } from '../plan-fixture.ts'

it('finds missing files of Pods on this machine, and existing files of containers elsewhere', async () => {
  const plan = sketchPlan(
    {
      lost: { needs: ['gateway'], of: { uses: './lost.js' } },
      found: { needs: ['lost'], of: { uses: './flows/echo.js' } },
      built: { needs: ['found'], of: { uses: '_pass' } },
      boxed: { needs: ['built'], of: { uses: './lost.js', image: 'acme/encoder' } },
      away: { needs: ['boxed'], of: { uses: './lost.js', host: '10.0.0.7' } },
      image: { needs: ['away'], of: { uses: './lost.js', image: 'acme/encoder', runtime: 'docker', host: '10.0.0.7' } },
      remote: {
        needs: ['image'],
        of: { uses: './flows/echo.js', image: 'acme/it', runtime: 'docker', host: '10.0.0.7' },
      },
      typed: { needs: ['remote'], of: { uses: { inline: 'typed' } } },
      misspelt: { needs: ['typed'], of: { uses: '_mrege' } },
    },
    [],
  )
  const problems = await findFileProblems({
    plan,
    directory: new URL('..', import.meta.url).pathname,
    positionOf: (pod, option) => ({ line: 1, column: 1, path: `pods.${pod}.${option}` }),
  })
  expect(problems.map(({ code, path }) => [code, path])).toEqual([
    ['CONFIG_EXECUTOR_FILE', 'pods.lost.uses'],
    ['CONFIG_REMOTE_FILE', 'pods.remote.uses'],
    ['CONFIG_EXECUTOR_FILE', 'pods.misspelt.uses'],
  ])
  expect(problems.at(-1)?.hint).toBe('Did you mean "_merge"?')
})

it('finds the missing file of each Pod of a group', async () => {
  const stage = (pod: string, uses: string) => ({ pod, uses, with: {}, concurrency: 1 })
  const stages = [stage('first', './flows/echo.js'), stage('second', './lost.js'), stage('third', '_mrege')]
  const plan = sketchPlan({ first: { needs: ['gateway'], of: { uses: './flows/echo.js', stages } } }, [])
  const problems = await findFileProblems({
    plan,
    directory: new URL('..', import.meta.url).pathname,
    positionOf: (pod, option) => ({ line: 1, column: 1, path: `pods.${pod}.${option}` }),
  })
  expect(problems.map(({ path }) => path)).toEqual(['pods.second.uses', 'pods.third.uses'])
})
