import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JoinFlowOptions } from '@peaflow/pea'
import { expect, it } from 'vitest'
import { start } from '../flows.ts'
import { ownJoining, type TestReplica, textsOf } from '../joining.ts'

const joining = ownJoining()

/** Writes the executor of the replica, which appends a mark. */
function writeExecutor(mark: string, file = 'encode.mjs'): void {
  const text = `export default (documents, { with: { more = '' } }) =>
  documents.map((document) => ({ ...document, text: document.text + '${mark}' + more }))
`
  writeFileSync(join(joining.folder, file), text)
}

function replica(options: Partial<JoinFlowOptions> = {}): TestReplica {
  return joining.replica({ directory: joining.folder, uses: './encode.mjs', ...options })
}

/** What the Flow answers while it is up, and what the replica says of its executor, for the nth time. */
async function served(one: TestReplica, time: number, options: Readonly<Record<string, unknown>> = {}) {
  const { running } = await start(joining.flowOf(1).set('encode', options))
  const loaded = await one.happened('loaded', time)
  const texts = await textsOf(running, 1)
  await running.stop()
  await one.happened('left', time)
  return { texts, isRetained: 'isRetained' in loaded && loaded.isRetained }
}

it('is loaded anew only if its file has changed between two Flows', async () => {
  writeExecutor('a')
  const one = replica()
  expect(await served(one, 1)).toEqual({ texts: ['0a.'], isRetained: false })
  expect(await served(one, 2)).toEqual({ texts: ['0a.'], isRetained: true })
  writeExecutor('b')
  expect(await served(one, 3)).toEqual({ texts: ['0b.'], isRetained: false })
  writeExecutor('c')
  expect(await served(one, 4)).toEqual({ texts: ['0c.'], isRetained: false })
  expect(await served(one, 5)).toEqual({ texts: ['0c.'], isRetained: true })
})

it('is loaded anew if the Flow has other arguments for it', async () => {
  writeExecutor('a')
  const one = replica()
  expect(await served(one, 1, { with: { more: '!' } })).toEqual({ texts: ['0a!.'], isRetained: false })
  expect(await served(one, 2, { with: { more: '?' } })).toEqual({ texts: ['0a?.'], isRetained: false })
  expect(await served(one, 3, { with: { more: '?' } })).toEqual({ texts: ['0a?.'], isRetained: true })
})

it('is loaded anew if the file that its executor YAML names has changed', async () => {
  writeExecutor('a', 'module.mjs')
  writeFileSync(join(joining.folder, 'encode.yml'), 'uses: ./module.mjs\nwith: { more: "!" }\n')
  const one = replica({ uses: './encode.yml' })
  expect(await served(one, 1)).toEqual({ texts: ['0a!.'], isRetained: false })
  expect(await served(one, 2)).toEqual({ texts: ['0a!.'], isRetained: true })
  writeExecutor('b', 'module.mjs')
  expect(await served(one, 3)).toEqual({ texts: ['0b!.'], isRetained: false })
  writeFileSync(join(joining.folder, 'encode.yml'), 'uses: ./module.mjs\nwith: { more: "?" }\n')
  expect(await served(one, 4)).toEqual({ texts: ['0b?.'], isRetained: false })
})
