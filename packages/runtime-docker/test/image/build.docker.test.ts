import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Entry } from '../../src/archive/entry.ts'
import { packEntries } from '../../src/archive/pack.ts'
import { readJsonLines } from '../../src/engine/json-lines.ts'
import { type BuiltImage, buildPeaImage } from '../../src/image-build/build.ts'
import { describeDocker, engine } from '../docker/engine.ts'

const cli = fileURLToPath(new URL('../../../cli', import.meta.url))
const tag = `peaflow-test/pea:${process.pid}`
const onTop = `peaflow-test/encoder:${process.pid}`
let built: BuiltImage
let duration = 0

/** The output of a container of this image, with these create options. */
async function outputOf(image: string, options: object): Promise<string> {
  const container = await engine.createContainer({ Image: image, Tty: true, ...options })
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true })
    await container.start()
    let text = ''
    for await (const chunk of stream) text += String(chunk)
    return text.replaceAll('\r', '').trim()
  } finally {
    await container.remove({ force: true })
  }
}

async function buildOnTop(entries: readonly Entry[]): Promise<void> {
  const response = (await engine.buildImage(packEntries(entries), { t: onTop, pull: false })) as Readable
  for await (const { error } of readJsonLines<{ error?: string }>(response))
    if (error !== undefined) throw new Error(error)
}

describeDocker('buildPeaImage', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    const start = performance.now()
    built = await buildPeaImage({ cli, tag })
    duration = performance.now() - start
  }, 600_000)
  afterAll(async () => {
    for (const image of [onTop, tag]) await engine.getImage(image).remove({ force: true })
  })

  test('it makes an image of less than 200 MB', () => {
    expect(built.tag).toBe(tag)
    expect(built.size).toBeLessThan(200_000_000)
    console.log(`built in ${Math.round(duration)} ms, ${Math.round(built.size / 1e6)} MB`)
  })

  test('it runs a Pea as its entrypoint, and not as root', async () => {
    const { Config } = await engine.getImage(tag).inspect()
    expect(Config).toMatchObject({ Entrypoint: ['peaflow', 'pea'], User: 'node', WorkingDir: '/app' })
    expect(await outputOf(tag, { Cmd: ['--help'] })).toContain('--replica-id')
    expect(await outputOf(tag, { Entrypoint: ['id'] })).toBe('uid=1000(node) gid=1000(node) groups=1000(node)')
  })

  // A Pea writes a code cache where it may, unless it has used one. Its lifeline ends it as soon as it is open.
  test.each([
    ['uses the code cache of the image', [], ''],
    ['makes its own with an option of Node that V8 caches for', ['NODE_OPTIONS=--jitless'], '.cache'],
  ])('a Pea in it %s', async (_, options, cache) => {
    const Env = [...options, 'XDG_CACHE_HOME=/tmp', 'PEAFLOW_LIFELINE=2']
    const Cmd = ['-c', 'peaflow pea --name a --control 127.0.0.1:1; mkdir -p /tmp/peaflow && ls /tmp/peaflow']
    expect((await outputOf(tag, { Entrypoint: ['sh'], Cmd, Env })).slice(-6)).toBe(cache)
  })

  test('it contains the whole command, which any user id may run', async () => {
    const version = await outputOf(tag, { Entrypoint: ['peaflow', '--version'], User: '4321:4321' })
    expect(version).toMatch(/\d+\.\d+\.\d+$/)
  })

  test('it is extended by a Dockerfile of three lines, without a registry', async () => {
    const dockerfile = `FROM ${tag}\nCOPY encode.yml .\nCMD ["--uses", "encode.yml"]\n`
    await buildOnTop([
      { path: 'Dockerfile', text: dockerfile, executable: false },
      { path: 'encode.yml', text: 'uses: _pass\n', executable: false },
    ])
    const { Config } = await engine.getImage(onTop).inspect()
    expect(Config).toMatchObject({ Entrypoint: ['peaflow', 'pea'], Cmd: ['--uses', 'encode.yml'] })
    expect(await outputOf(onTop, { Entrypoint: ['cat', 'encode.yml'] })).toBe('uses: _pass')
  })
})
