import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type PeaSpec, parsePeaArgs } from '@peaflow/core'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { findBridgeGateway } from '../../src/engine/bridge.ts'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { type Action, launchRecorded, specToDo } from '../docker/actions.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { buildTestImage } from '../docker/image.ts'
import { bindingInput } from '../spec.ts'

const flow = `launcher-${process.pid}`
const directory = makeFolder()
const launcher = dockerLauncher()
let gateway = ''

const specOfThisFile = (actions: readonly Action[], changes: Partial<PeaSpec> = {}) =>
  specToDo(actions, { flow, directory, ...changes })

/** The lines of a container that performs these actions and ends. */
async function linesOf(actions: readonly Action[], changes: Partial<PeaSpec> = {}): Promise<readonly string[]> {
  const { handle, lines } = await launchRecorded(launcher, specOfThisFile(actions, changes))
  await handle.exited
  return lines.map(({ text }) => text)
}

describeDocker('dockerLauncher', () => {
  beforeAll(async () => {
    await buildTestImage()
    gateway = (await findBridgeGateway(engine)) ?? ''
  }, 600_000)
  afterEach(async () => expect(await containersOf(flow)).toEqual([]))

  test('it runs a container to its end, and reports its exit code and lines', async () => {
    const actions = [
      ['print', 'hello'],
      ['printError', 'world'],
      ['exit', 3],
    ] as const
    const { handle, lines } = await launchRecorded(launcher, specOfThisFile(actions))
    const { lastLines, ...end } = await handle.exited
    expect(end).toEqual({ code: 3, signal: null })
    expect([...lastLines].sort()).toEqual(['hello', 'world'])
    expect(lines).toContainEqual({ stream: 'stdout', text: 'hello' })
    expect(lines).toContainEqual({ stream: 'stderr', text: 'world' })
  })

  test('it loses no line and no exit code of containers that end at once', async () => {
    const handles = await Promise.all(
      [11, 12, 13, 14, 15, 16].map((code) =>
        launcher.launch(
          specOfThisFile([
            ['print', `${code}`],
            ['exit', code],
          ]),
        ),
      ),
    )
    const exits = await Promise.all(handles.map(({ exited }) => exited))
    expect(exits).toEqual([11, 12, 13, 14, 15, 16].map((code) => ({ code, signal: null, lastLines: [`${code}`] })))
  })

  test('it passes the Pea its arguments and the environment of its Pod', async () => {
    const actions = [['args'], ['env', 'MODEL'], ['env', 'PEAFLOW_LIFELINE']] as const
    const spec = specOfThisFile(actions, { container: { env: { MODEL: 'a b' } }, prefetch: 4 })
    const { handle, lines } = await launchRecorded(launcher, spec)
    await handle.exited
    const [args = '', ...variables] = lines.map(({ text }) => text)
    expect(parsePeaArgs(JSON.parse(args))).toMatchObject({ pod: 'encode', replicaId: 1, flow, prefetch: 4 })
    expect(variables).toEqual(['a b', '0'])
  })

  test('it runs as the caller, unless the Pod says otherwise', async () => {
    expect(await linesOf([['user']])).toEqual([`${process.getuid?.()}:${process.getgid?.()}`])
    expect(await linesOf([['user']], { container: { user: '1234:5678' } })).toEqual(['1234:5678'])
  })

  test('it gives the Pea a workspace that outlives it', async () => {
    await linesOf([['write', ['/peaflow/workspace/note', 'stored']]], { workspace: 'work/encode/1' })
    expect(readFileSync(join(directory, 'work/encode/1/note'), 'utf8')).toBe('stored')
    const read = linesOf([['read', '/peaflow/workspace/note']], { workspace: 'work/encode/1' })
    expect(await read).toEqual(['stored'])
  })

  test('it mounts volumes, and the executor of this machine', async () => {
    mkdirSync(join(directory, 'models'), { recursive: true })
    writeFileSync(join(directory, 'models', 'weights'), 'heavy')
    const spec = { uses: './models/weights', container: { volumes: ['./models:/m:ro'] } }
    const [args = '', heavy] = await linesOf([['args'], ['read', '/m/weights']], spec)
    expect(heavy).toBe('heavy')
    const { uses } = parsePeaArgs(JSON.parse(args))
    expect(await linesOf([['read', uses]], spec)).toEqual(['heavy'])
    const [failure] = await linesOf([['write', [uses, 'light']]], spec).then((lines) =>
      lines.filter((line) => line.includes('Error:')),
    )
    expect(failure).toContain('EROFS')
  })

  test('it lets a container reach this machine', async () => {
    const server = createServer((_, response) => response.end('reached'))
    await new Promise<void>((resolve) => server.listen(0, gateway, resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    expect(await linesOf([['fetch', `http://host.docker.internal:${port}/`]])).toEqual(['reached'])
    await new Promise((resolve) => server.close(resolve))
  })

  test('it publishes the port of a socket that a Pea of this machine dials, on loopback only', async () => {
    const { handle, wrote } = await launchRecorded(
      launcher,
      specOfThisFile([['listen', 20_003], ['stay']], { inputs: [bindingInput()] }),
    )
    await wrote('listening')
    const port = handle.published?.[20_003] ?? 0
    expect(await text(connect(port, '127.0.0.1'))).toBe('hello')
    await expect(text(connect(port, gateway))).rejects.toThrow('ECONNREFUSED')
    await handle.stop()
  })

  test('it publishes the port of a socket that a container dials, on the bridge only', async () => {
    const { handle, wrote } = await launchRecorded(
      launcher,
      specOfThisFile([['listen', 20_003], ['stay']], { inputs: [bindingInput({ bridge: true })] }),
    )
    await wrote('listening')
    const port = handle.published?.[20_003] ?? 0
    expect(await linesOf([['dial', ['host.docker.internal', port]]])).toEqual(['hello'])
    await expect(text(connect(port, '127.0.0.1'))).rejects.toThrow('ECONNREFUSED')
    await handle.stop()
  })

  test('it survives a flood of short writes', async () => {
    const { handle, lines } = await launchRecorded(
      launcher,
      specOfThisFile([
        ['flood', 50_000],
        ['exit', 0],
      ]),
    )
    expect(await handle.exited).toMatchObject({ code: 0 })
    expect(lines).toEqual([{ stream: 'stdout', text: 'x'.repeat(16_384) }])
  })
})
