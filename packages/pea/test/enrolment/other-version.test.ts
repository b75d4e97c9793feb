import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { withoutLeaks } from '../handles.ts'
import { ADOPTED, adoptFrame, frameOf, openJoinPort, replicaAt } from './join-port.ts'

const executors = fileURLToPath(new URL('../executors', import.meta.url))

/** What a Flow of the next version of the protocol answers. */
function refusal(): Buffer {
  const frame = frameOf({ type: 'refused', code: 'LAUNCH_STOPPING', reason: 'in words of that version' })
  frame[3] = Number(frame[3]) + 1
  return frame
}

it('ends with its service when a Flow of another version has taken the place of its own', () =>
  withoutLeaks(async () => {
    let isServing = false
    const first = await openJoinPort(({ type }) => {
      isServing ||= type === 'bound'
      return type === 'enrol' ? [adoptFrame()] : []
    })
    const replica = replicaAt(first.port, executors)
    await eventually(() => isServing).toBe(true)
    first.close()
    const other = await openJoinPort(() => [refusal()], first.port)
    await expect(replica.ended).rejects.toMatchObject({ code: 'LAUNCH_PROTOCOL' })
    expect(replica.events.at(-1)).toMatchObject({ type: 'left', pea: 'encode/0' })
    other.close()
  }))

it('tears down an executor that was being loaded', async () => {
  const spec = { ...ADOPTED, uses: './torn-down.mjs' }
  const { port } = await openJoinPort(() => [adoptFrame(spec), refusal()])
  await expect(replicaAt(port, executors).ended).rejects.toMatchObject({ code: 'LAUNCH_PROTOCOL' })
  const file = new URL('../executors/torn-down.mjs', import.meta.url)
  const { calls } = (await import(file.href)) as { readonly calls: readonly string[] }
  await eventually(() => calls).toEqual(['setup', 'teardown'])
})
