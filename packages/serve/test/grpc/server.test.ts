import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, compressionAlgorithms, credentials, Metadata, status } from '@grpc/grpc-js'
import type { Document } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { Calls } from '../../src/calls/calls.ts'
import { openGrpcServer } from '../../src/grpc/grpc-server.ts'
import { controlled, until } from '../controlled.ts'
import { serving } from '../serving.ts'
import { dial, endOf, readAll } from './client.ts'

const echo = (documents: Document[]) => documents

describe('access', () => {
  it.each([
    [{}, status.UNAUTHENTICATED],
    [{ authorization: 'Bearer wrong' }, status.UNAUTHENTICATED],
    [{ authorization: 'Bearer peas' }, status.OK],
  ])('%j ends with status %d', async (headers, code) => {
    await using served = await serving(echo, { grpc: 0, token: 'peas' })
    using client = dial(served.grpc)
    expect((await client.call('Run', { documents: [{}] }, headers)).code).toBe(code)
    const stream = client.stream(headers)
    stream.write({ id: '1', documents: [{}] })
    stream.end()
    expect((await readAll(stream))[1].code).toBe(code)
    expect((await client.call('Describe', {}, headers)).code).toBe(code)
    expect((await client.call('Check', {})).code).toBe(status.OK)
  })

  it('another site, or another name for this machine, is refused', async () => {
    await using served = await serving(echo, { grpc: 0 })
    using client = dial(served.grpc)
    const other = await client.call('Run', {}, { origin: 'https://evil.example' })
    expect(other).toMatchObject({ code: status.PERMISSION_DENIED, metadata: { 'peaflow-code': 'REQUEST_ORIGIN' } })
    using renamed = dial(served.grpc, credentials.createInsecure(), { 'grpc.default_authority': 'evil.example' })
    const rebound = await renamed.call('Run', {})
    expect(rebound).toMatchObject({ code: status.PERMISSION_DENIED, metadata: { 'peaflow-code': 'REQUEST_HOST' } })
  })
})

describe('health', () => {
  it('is that of the Flow, for those who check and those who watch, until the server goes', async () => {
    const work = controlled()
    await using served = await serving(work.executor, { grpc: 0 })
    using client = dial(served.grpc)
    for (const service of ['', 'peaflow.v1.Flow']) {
      expect((await client.call('Check', { service })).response).toEqual({ status: 'SERVING' })
    }
    expect((await client.call('Check', { service: 'other' })).code).toBe(status.NOT_FOUND)
    const watched = client.watch('')[Symbol.asyncIterator]()
    expect((await watched.next()).value).toEqual({ status: 'SERVING' })
    const unknown = client.watch('other')[Symbol.asyncIterator]()
    expect((await unknown.next()).value).toEqual({ status: 'SERVICE_UNKNOWN' })

    const running = client.call('Run', { documents: [{ id: '1' }] })
    const idle = client.stream()
    const idleEnd = endOf(idle)
    const busy = client.stream()
    const busyEnd = readAll(busy)
    busy.write({ id: '1', documents: [{ id: '2' }] })
    await work.called(2)
    const closed = served.close()
    expect((await watched.next()).value).toEqual({ status: 'NOT_SERVING' })
    expect((await watched.next()).done).toBe(true)
    expect((await client.call('Check', {})).response).toEqual({ status: 'NOT_SERVING' })
    expect(await idleEnd).toMatchObject({ code: status.UNAVAILABLE, metadata: { 'peaflow-code': 'REQUEST_STOPPED' } })
    const refused = await client.call('Run', { documents: [{}] })
    expect(refused).toMatchObject({
      code: status.UNAVAILABLE,
      metadata: { 'peaflow-code': 'REQUEST_STOPPED', 'grpc-retry-pushback-ms': '1000' },
    })
    work.release()
    expect((await running).response.documents).toEqual([{ id: '1' }])
    const [responses] = await busyEnd
    expect(responses.map(({ id }) => id)).toEqual(['1', '1'])
    await closed
    expect((await client.call('Check', {})).code).toBe(status.UNAVAILABLE)
  })

  it('is NOT_SERVING while the Flow stops', async () => {
    const work = controlled()
    await using served = await serving(work.executor, { grpc: 0 })
    using client = dial(served.grpc)
    const watched = client.watch('')[Symbol.asyncIterator]()
    await watched.next()
    const running = client.call('Run', { documents: [{}] })
    await work.called(1)
    const stopped = served.running.stop()
    expect((await watched.next()).value).toEqual({ status: 'NOT_SERVING' })
    work.release()
    expect((await running).code).toBe(status.OK)
    await stopped
  })
})

it('closing without a grace period ends what is open', async () => {
  const work = controlled()
  await using served = await serving(work.executor, { grpc: 0 })
  using client = dial(served.grpc)
  const running = client.call('Run', { documents: [{}] })
  await work.called(1)
  await served.close({ grace: 0 })
  expect((await running).code).not.toBe(status.OK)
  await until(() => work.calls.every(({ aborted }) => aborted))
})

describe('strangers', () => {
  it.each([
    ['as it is', {}],
    ['compressed', { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip }],
  ])('a message that is too large %s is refused', async (_how, options) => {
    await using served = await serving(echo, { grpc: 0, maxBody: 100_000 })
    using client = dial(served.grpc, credentials.createInsecure(), options)
    const blob = Buffer.alloc(1_000_000)
    expect((await client.call('Run', { documents: [{ blob }] })).code).toBe(status.RESOURCE_EXHAUSTED)
    expect((await client.call('Run', { documents: [{ blob: blob.subarray(0, 1_000) }] })).code).toBe(status.OK)
  })

  it('documents that are nested too deep are refused', async () => {
    await using served = await serving(echo, { grpc: 0 })
    using client = dial(served.grpc)
    let document: Record<string, unknown> = {}
    for (let level = 0; level < 90; level += 1) document = { chunks: [document] }
    expect((await client.call('Run', { documents: [document] })).code).toBe(status.OK)
    const payload = Buffer.concat([Buffer.alloc(200_000, 0x91), Buffer.from([0xc0])])
    const deep = await client.call('Run', { payload })
    expect(deep).toMatchObject({ code: status.INVALID_ARGUMENT, metadata: { 'peaflow-code': 'REQUEST_BODY' } })
  })

  it('who asks reflection without end is stopped', async () => {
    await using served = await serving(echo, { grpc: 0 })
    const client = new Client(served.grpc ?? '', credentials.createInsecure())
    const path = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo'
    const same = (bytes: Buffer) => bytes
    const stream = client.makeBidiStreamRequest(path, same, same, new Metadata())
    const end = endOf(stream)
    stream.resume()
    for (let question = 0; question < 1_001; question += 1) stream.write(Buffer.from('3a012a', 'hex'))
    expect((await end).code).toBe(status.RESOURCE_EXHAUSTED)
    client.close()
  })

  it('who does not speak HTTP/2 is let go', async () => {
    await using served = await serving(echo, { grpc: 0 })
    const { port } = new URL(`http://${served.grpc}`)
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    socket.resume()
    await once(socket, 'close')
    using client = dial(served.grpc)
    expect((await client.call('Run', {})).code).toBe(status.OK)
  })
})

it('is encrypted with a certificate', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'grpc-tls-'))
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') }
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', ...subject]
  execFileSync('openssl', [...args, '-keyout', files.key, '-out', files.cert], { stdio: 'ignore' })
  const [key, cert] = [readFileSync(files.key), readFileSync(files.cert)]
  rmSync(folder, { recursive: true })
  await using served = await serving(echo)
  const { running } = served
  const isDraining = () => false
  const calls = new Calls({ running, maxQueue: 10, isDraining, observers: [] })
  const access = { cors: [], hosts: [], isSecure: true }
  const options = { running, calls, access, maxBody: 1_000, isDraining, isLeaving: isDraining, tls: { key, cert } }
  const server = await openGrpcServer({ host: '127.0.0.1', port: 0 }, options)
  using client = dial(server.address, credentials.createSsl(cert))
  expect((await client.call('Run', { documents: [{ id: '1' }] })).response.documents).toEqual([{ id: '1' }])
  using plain = dial(server.address)
  expect((await plain.call('Run', {})).code).toBe(status.UNAVAILABLE)
  await server.close(5_000)
})
