import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { buildOwnImage } from '../docker/own-image.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { directory, start } from './start.ts'

const name = `stdin-${process.pid}`
const behind = `peaflow-test/stdin-${process.pid}`
const LONG = 300_000
let image = ''

/** An entrypoint that starts the Pea in the background, where a shell gives a program no stdin. */
const ENTRYPOINT = `#!/bin/sh
exec 3<&0
peaflow pea "$@" INPUT &
pea=$!
trap 'kill -TERM $pea' TERM INT
wait $pea
`

/** The length of `with.words` as the executor in the container sees it. */
async function lengthIn(pod: object): Promise<unknown> {
  await using running = await start(buildFlow(new Flow({ name }).add({ name: 'a', uses: './length.mjs', ...pod })))
  const [document] = await running.request('/', [{ id: '1' }])
  return document?.length
}

const args = { words: 'ä'.repeat(LONG) }

describeDocker('the stdin of a container', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
    writeFileSync(
      join(directory, 'length.mjs'),
      'export default (documents, { with: args }) => documents.map((one) => ({ ...one, length: args.words?.length ?? 0 }))',
    )
    for (const [tag, input] of [
      ['none', ''],
      ['passed', '<&3'],
    ] as const) {
      const files = [{ path: 'start.sh', text: ENTRYPOINT.replace('INPUT', input) }]
      const instructions = ['ENTRYPOINT ["/bin/sh", "./start.sh"]']
      await buildOwnImage(`${behind}:${tag}`, { files, instructions })
    }
  }, 600_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))
  afterAll(async () => {
    for (const tag of ['none', 'passed']) await engine.getImage(`${behind}:${tag}`).remove()
  })

  test.each([
    ['as a pipe', {}],
    ['as a terminal', { docker: { Tty: true } }],
    ['closed', { docker: { OpenStdin: false } }],
    ['as a pipe, with a read-only file system', { docker: { HostConfig: { ReadonlyRootfs: true } } }],
  ])('brings long arguments: %s', async (_how, options) => {
    expect(await lengthIn({ image, with: args, ...options })).toBe(LONG)
  })

  test('brings them past an entrypoint that passes it on', async () => {
    expect(await lengthIn({ image: `${behind}:passed`, with: args })).toBe(LONG)
  })

  test.each([
    ['arguments and a key', { with: args }],
    ['a key', {}],
  ])('is named where an entrypoint takes it from a Pea that needs %s', async (_what, options) => {
    await expect(lengthIn({ image: `${behind}:none`, ...options })).rejects.toMatchObject({
      code: 'LAUNCH_PEA_EXITED',
      message: expect.stringContaining('the first line of standard input'),
    })
  })

  test('is not missed in silence where there is no other way', async () => {
    const docker = { Tty: true, HostConfig: { ReadonlyRootfs: true } }
    await expect(lengthIn({ image, with: args, docker })).rejects.toMatchObject({
      code: 'LAUNCH_CONTAINER',
      hint: expect.stringContaining('ReadonlyRootfs'),
    })
  })
})
