import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { FlowError, type PeaSpec } from '@peaflow/core'
import { afterEach, expect, it } from 'vitest'
import { decodePayload, encodePayload } from '../../src/document/payload.ts'
import { withExecutorFile } from '../../src/executor/executor-file.ts'
import { threadHost } from '../../src/executor/thread/host.ts'
import { call, folderOf, specIn } from '../executor/folder.ts'
import { buildProgram } from '../executor/program.ts'

const page = readFileSync(fileURLToPath(new URL('../../../../docs/writing-an-executor.md', import.meta.url)), 'utf8')

/** The page's blocks, by the name in the comment that each begins with. */
const files = Object.fromEntries(
  [...page.matchAll(/^```(?:js|yaml)\n(?:\/\/|#) (\S+)\n([\s\S]*?)^```$/gm)].map(([, name, code]) => [name, code]),
)
const directory = folderOf({ ...files, 'package.json': '{ "type": "module" }' } as Record<string, string>)
const program = buildProgram()

const hosts: { terminate(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.terminate()))
})

async function hosting(uses: string, spec: Partial<PeaSpec> = {}) {
  const output: string[] = []
  const onOutput = (_: string, chunk: Buffer) => output.push(String(chunk))
  const host = threadHost(specIn(directory, { uses, ...spec }), { program, onOutput })
  hosts.push(host)
  await host.setup()
  return { host, output }
}

it('shows every block here', () => {
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining(['upper.js', 'words.js', 'shard.js', 'patient.js', 'score.js', 'encode.yml']),
  )
})

it('upper.js makes text large', async () => {
  const { host } = await hosting('./upper.js')
  expect(await call(host, [[{ id: 'a', text: 'x' }]])).toEqual([{ id: 'a', text: 'X' }])
})

it('words.js knows the words that it was given and told', async () => {
  const { host, output } = await hosting('./words.js', { with: { allowed: ['a'] } })
  const words = [{ text: 'a' }, { text: 'b' }, { text: 'c' }]
  expect(await call(host, [words])).toEqual([{ text: 'a' }])
  await call(host, [[{ text: 'c' }]], { endpoint: '/add' })
  expect(await call(host, [words])).toEqual([{ text: 'a' }, { text: 'c' }])
  await host.teardown()
  await expect.poll(() => output.join('')).toBe('knew 2 words\n')
})

it('typed.js takes what fits its schemas', async () => {
  const { host } = await hosting('./typed.js')
  expect(Object.keys(host.endpoints ?? {})).toEqual(['/rank', 'default'])
  const top = { endpoint: '/rank', parameters: { top: 1 } }
  const [better, worse] = [
    { id: 'a', text: 'x', score: 2 },
    { id: 'b', text: 'y', score: 1 },
  ]
  expect(await call(host, [[worse, better]], top)).toEqual([better])
  const failed = call(host, [[worse, { id: 'c' }]], { endpoint: '/rank', parameters: { top: 0 } })
  await expect(failed).rejects.toThrow(
    `/parameters/top: must be >= 1; /documents/1: must have required property 'text'`,
  )
})

it('shard.js keeps its share, and answers from it', async () => {
  const { host } = await hosting('./shard.js', { replicas: 2, replicaId: 1 })
  const documents = [1, 2, 3, 4, 5, 6, 7].map((n) => ({ id: `d${n}`, n }))
  await call(host, [documents], { endpoint: '/index' })
  const [answer] = await call(host, [[{ id: 'q', n: 6 }]], { endpoint: '/search', parameters: { top: 2 } })
  expect(answer?.matches?.map(({ id }) => id)).toEqual(['d5', 'd7'])
})

it('patient.js waits as long as somebody waits for it', async () => {
  const asked: string[] = []
  const server = createServer(({ url = '' }, response) => {
    asked.push(url)
    if (url === '/quick') response.end('12345')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { host } = await hosting('./patient.js')
  expect((await call(host, [[{ id: 'a', uri: `${uri}/quick` }]]))[0]?.tags).toEqual({ size: 5 })
  const slow = call(host, [[{ id: 'a', uri: `${uri}/never` }]], { id: 1 })
  const failed = expect(slow).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' })
  await expect.poll(() => asked).toContain('/never')
  host.abort(1, new FlowError('REQUEST_TIMEOUT', 'too late'))
  await failed
  server.closeAllConnections()
  server.close()
})

it('score.js answers each request of a batch with its own documents', async () => {
  const { host } = await hosting('./score.js', { batch: { documents: 32, within: 0 } })
  const payloads = [['a', 'bc'], ['def']].map((texts) =>
    encodePayload({ documents: texts.map((text) => ({ text })), parameters: {} }),
  )
  const results = await host.callBatch({ id: 1, endpoint: '/', timeLeft: 60_000, payloads })
  expect(results.map((result) => decodePayload(result).documents.map(({ score }) => score))).toEqual([[1, 2], [3]])
})

it('encode.yml holds arguments and settings', async () => {
  expect(await withExecutorFile(specIn(directory, { uses: 'encode.yml' }))).toMatchObject({
    with: { model: 'small' },
    concurrency: 4,
    batch: { documents: 32, within: 5 },
    prefetch: 16,
    timeoutRequest: 30_000,
  })
  const { host } = await hosting('encode.yml')
  expect(await call(host, [[{ id: 'a', text: 'x' }]])).toEqual([{ id: 'a', text: 'X' }])
})
