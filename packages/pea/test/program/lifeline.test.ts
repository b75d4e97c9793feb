import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { END_OF_TEXT, LIFELINE, type PeaSpec, toPeaArgs } from '@peaflow/core'
import { openRouter } from '@peaflow/protocol'
import { describe, expect, it, onTestFinished } from 'vitest'
import { peaProgram } from '../../src/program/path.ts'
import { folderOf, specIn } from '../executor/folder.ts'

const directory = folderOf({
  'loop.mjs': `export default { setup: () => { console.log('looping'); for (;;); } }`,
  'idle.mjs': `export default { setup: () => { console.log('idle') } }`,
})

/** Launches a Pea as in a container, where it cannot see its parent. */
async function launchAsInContainer(uses: string) {
  const { socket, port } = await openRouter({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => socket.close())
  const control = { mode: 'CONNECT', host: '127.0.0.1', port } as const
  const spec: PeaSpec = specIn(directory, { uses, control })
  const child = spawn(process.execPath, [peaProgram, ...toPeaArgs(spec)], {
    env: { ...process.env, [LIFELINE]: '0' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

describe('the lifeline of a Pea in a container', () => {
  it.each(['./loop.mjs', './idle.mjs'])(
    'ends the Pea at once when its launcher is gone, with the executor %s',
    async (uses) => {
      const child = await launchAsInContainer(uses)
      const ended = once(child, 'exit')
      child.stdin.end()
      expect(await ended).toEqual([null, 'SIGKILL'])
    },
  )

  it('asks the Pea to end when its launcher writes that, and not with anything else', async () => {
    const child = await launchAsInContainer('./idle.mjs')
    const ended = once(child, 'exit')
    child.stdin.write('\n')
    child.stdin.write(Buffer.of(END_OF_TEXT))
    expect(await ended).toEqual([0, null])
  })
})
