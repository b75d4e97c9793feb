import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { buildFlow, Flow, readFlow } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { packEntries } from '../../src/archive/pack.ts'
import { readJsonLines } from '../../src/engine/json-lines.ts'
import { buildDebianImage, describeDebian } from '../docker/debian-image.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { directory, start } from './start.ts'

const PAGE = fileURLToPath(new URL('../../../../docs/docker.md', import.meta.url))
const name = `own-base-${process.pid}`
const encoder = `peaflow-test/encoder:own-${process.pid}`
const built: string[] = []
let pea = ''
let base = ''

/** The blocks of the section of the page, by the file that each says it is. Its names of images become those of this test. */
function readSection(): ReadonlyMap<string, string> {
  const [, section = ''] = /^## A base of your own\n([\s\S]*?)^## /m.exec(readFileSync(PAGE, 'utf8')) ?? []
  const blocks = [...section.matchAll(/^```\w+\n(# (\S+)\n[\s\S]*?)^```$/gm)]
  const named = (text: string) =>
    text
      .replace('acme/python-numpy:1', base)
      .replace('--from=peaflow/pea', `--from=${pea}`)
      .replace('acme/encoder:1.0', encoder)
  return new Map(blocks.map(([, text = '', file = '']) => [file, named(text)]))
}

/** An image of these packages of Debian that `/peaflow` was copied into. */
async function buildOn(packages: readonly string[], instructions: readonly string[] = []): Promise<string> {
  const image = `peaflow-test/on-${packages[0]}-${built.length}:${process.pid}`
  const dockerfile = [
    `FROM ${await buildDebianImage(packages)}`,
    `COPY --from=${pea} /peaflow /opt/peaflow`,
    'ENTRYPOINT ["/opt/peaflow/pea"]',
    ...instructions,
  ].join('\n')
  const archive = packEntries([{ path: 'Dockerfile', text: dockerfile, executable: false }])
  const response = (await engine.buildImage(archive, { t: image })) as Readable
  for await (const { error } of readJsonLines<{ error?: string }>(response)) if (error) throw new Error(error)
  built.push(image)
  return image
}

describeDocker('a base that knows nothing of Peaflow', { timeout: 600_000 }, () => {
  describeDebian('and is of packages of Debian', () => {
    beforeAll(async () => {
      pea = await buildTestPeaImage()
      base = await buildDebianImage(['python3-numpy', 'dash', 'base-files'])
    }, 600_000)
    afterEach(async () => expect(await containersOf(name)).toEqual([]))
    afterAll(async () => {
      for (const image of built) await engine.getImage(image).remove({ force: true })
    })

    test('it becomes a Pea by the Dockerfile of the page, which a flow file builds', async () => {
      const files = readSection()
      expect([...files.keys()]).toEqual(['encoder/Dockerfile', 'encode.py', 'flow.yml'])
      mkdirSync(join(directory, 'encoder'))
      writeFileSync(join(directory, 'encoder', 'Dockerfile'), files.get('encoder/Dockerfile') ?? '')
      writeFileSync(join(directory, 'encoder', 'encode.py'), files.get('encode.py') ?? '')
      const { flow } = readFlow(`name: ${name}\n${files.get('flow.yml')}`)
      built.push(encoder)
      await using running = await start(buildFlow(flow ?? new Flow({ name })))
      expect(await containersOf(name)).toHaveLength(2)
      const texts = ['one', 'two', 'one']
      const documents = texts.map((text, id) => ({ id: `${id}`, text }))
      const answers = await Promise.all(documents.map((document) => running.request('/index', [document])))
      const [first, second, third] = answers.map(([document]) => document?.embedding as Float32Array)
      expect(first).toHaveLength(16)
      expect(first).toBeInstanceOf(Float32Array)
      // Each replica has made the same vectors from the same seed.
      expect(third).toEqual(first)
      expect(second).not.toEqual(first)
    })

    test('it needs neither the libraries of Node nor this path, and its executor sees nothing of them', async () => {
      const image = await buildOn(['python3', 'dash', 'base-files'])
      const files = await engine.createContainer({ Image: image })
      await expect(files.infoArchive({ path: `/usr/lib/${gnuLibraries()}/libstdc++.so.6` })).rejects.toThrow('404')
      await files.remove()
      await using running = await start(buildFlow(new Flow({ name }).add({ name: 'a', uses: './model.py', image })))
      const [document] = await running.request('/process', [{ id: '1' }])
      const { variables = [] } = (document?.tags ?? {}) as { variables?: readonly string[] }
      expect(variables.filter((one) => !/^(LC_|HOSTNAME|HOME|PWD)/.test(one))).toEqual(['PATH'])
    })

    test('it is refused by name if it has no glibc', async () => {
      // A shell of musl: what Alpine has, of Debian's packages.
      const image = await buildOn(
        ['musl', 'busybox-static', 'base-files'],
        ['RUN ["/bin/busybox", "rm", "-rf", "/lib64"]', 'RUN ["/bin/busybox", "ln", "-s", "busybox", "/bin/sh"]'],
      )
      await expect(
        start(buildFlow(new Flow({ name }).add({ name: 'a', uses: './model.py', image }))),
      ).rejects.toMatchObject({
        code: 'LAUNCH_PEA_EXITED',
        message: expect.stringContaining('this image has musl, not glibc, which the Node in /opt/peaflow needs'),
      })
    })
  })
})

function gnuLibraries(): string {
  return process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
}
