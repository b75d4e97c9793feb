import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { writeCertificate } from '../certificate.ts'
import { executor, type FlowFile, fromNdjson, peasOf, runCommand, startCommand, writeFlowFile } from '../process.ts'

const flows: FlowFile[] = []

function flowOf(...pods: readonly string[]): FlowFile {
  const flow = writeFlowFile(...pods)
  flows.push(flow)
  return flow
}

afterEach(async () => {
  for (const flow of flows.splice(0)) {
    expect(await peasOf(flow)).toEqual([])
    flow[Symbol.dispose]()
  }
})

/** A Flow of one Pod, with options. */
function flowWith(options: string): FlowFile {
  const flow = flowOf('pass: {}')
  writeFileSync(flow.file, `with: ${options}\n${readFileSync(flow.file, 'utf8')}`)
  return flow
}

/** Starts a Flow, and says where it is served. */
async function up(flow: FlowFile, ...options: readonly string[]) {
  const command = startCommand(['up', flow.file, ...options])
  const said = await command.says(/https?:\/\/\S+\n/)
  return { ...command, url: /https?:\/\/\S+/.exec(said)?.[0] ?? '' }
}

const post = (url: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })

describe('up', () => {
  it('serves the Flow, and says where', async () => {
    const { url, child, ended } = await up(flowOf(`echo: { uses: ${executor('echo')} }`))
    const answer = await post(`${url}/index`, '{"documents":[{"id":"1"}],"parameters":{"top":3}}')
    expect(await answer.json()).toEqual({ documents: [{ id: '1', top: 3 }] })
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130, stderr: '' })
    await expect(fetch(url)).rejects.toThrow()
  })

  it('ends with 0 after SIGTERM, once what is in flight is answered', async () => {
    const { url, child, ended, says } = await up(flowOf(`slow: { uses: ${executor('slow')}, with: { says: called } }`))
    const answer = post(`${url}/`, '[{"id":"1","ms":300}]')
    await says('called')
    child.kill('SIGTERM')
    expect(await (await answer).json()).toEqual({ documents: [{ id: '1', ms: 300 }] })
    expect((await ended).code).toBe(0)
  })

  it('says that it stops for as long as --drain says, takes requests meanwhile, and stops at once at the second signal', async () => {
    const { url, child, ended, says } = await up(flowOf(`echo: { uses: ${executor('echo')} }`), '--drain', '1h')
    child.kill('SIGTERM')
    await says('is stopping')
    expect((await fetch(`${url}/readyz`)).status).toBe(503)
    expect((await post(`${url}/`, '[{"id":"1"}]')).status).toBe(200)
    child.kill('SIGTERM')
    expect((await ended).code).toBe(0)
  })

  it('says where as JSON too', async () => {
    const { child, ended, says } = startCommand(['up', flowOf('pass: {}').file, '--json'])
    await says('{"ready":true')
    child.kill('SIGTERM')
    const [ready] = fromNdjson((await ended).stdout).filter((line) => line.ready)
    expect(ready).toMatchObject({ peas: 1, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) })
  })

  it('asks for the token that a file holds', async () => {
    const flow = flowOf('pass: {}')
    const file = join(flow.folder, 'token')
    writeFileSync(file, 'peas\n')
    const { url, child, ended } = await up(flow, '--token-file', file, '--http', '0.0.0.0:0')
    const here = url.replace('0.0.0.0', '127.0.0.1')
    expect((await post(here, '[]')).status).toBe(401)
    expect((await post(here, '[]', { authorization: 'Bearer peas' })).status).toBe(200)
    child.kill('SIGTERM')
    expect((await ended).code).toBe(0)
  })

  it('is served as its file says, unless an option says otherwise', async () => {
    const flow = flowWith('{ http: 0.0.0.0:0, token: peas-and-beans, max_body: 10 }')
    const { url, child, ended } = await up(flow)
    const here = url.replace('0.0.0.0', '127.0.0.1')
    const authorization = 'Bearer peas-and-beans'
    expect((await post(here, '[]')).status).toBe(401)
    expect((await post(here, '[]', { authorization })).status).toBe(200)
    expect((await post(here, '[{"id":"1"}]', { authorization })).status).toBe(413)
    child.kill('SIGTERM')
    const { code, stdout, stderr } = await ended
    expect(stdout + stderr).not.toContain('peas-and-beans')
    expect(code).toBe(0)
    const other = await up(flow, '--http', '127.0.0.1:0')
    expect(other.url).toMatch(/^http:\/\/127\.0\.0\.1:/)
    other.child.kill('SIGTERM')
    await other.ended
  })

  it('serves HTTPS with the files that its file names, from its folder', async () => {
    const flow = flowWith('{ tls: { cert: cert.pem, key: key.pem } }')
    writeCertificate(flow.folder)
    const { url, child, ended } = await up(flow, '--http', '0')
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    child.kill('SIGTERM')
    expect((await ended).code).toBe(0)
  })

  const wrong: readonly (readonly [options: readonly string[], message: string])[] = [
    [['--tls-cert', 'none.pem'], '--tls-cert is given without the other'],
    [['--tls-cert', 'none.pem', '--tls-key', 'none.pem'], 'none.pem cannot be read: there is no such file'],
    [['--grpc', 'here'], '"here" is not an address to serve gRPC at'],
  ]
  it.each(wrong)('finds what is wrong with %j before anything starts', async (options, message) => {
    const { code, stderr } = await runCommand(['up', flowOf('pass: {}').file, ...options])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })

  it('writes a line for a request that fails, and with --access-log for each', async () => {
    const flow = flowOf(`moody: { uses: ${executor('moody')} }`)
    const headers = { 'x-request-id': 'r1' }
    const plain = await up(flow)
    await (await post(plain.url, '[{"id":"good"}]')).text()
    await (await post(plain.url, '[{"id":"1","text":"bad"}]', headers)).text()
    await plain.says(/error gateway +\| POST \/ 500 [\d.]+ ms r1 REQUEST_EXECUTOR in moody\n/)
    plain.child.kill('SIGTERM')
    expect((await plain.ended).stdout).not.toContain('POST / 200')

    const all = await up(flow, '--access-log', '--json')
    await (await post(all.url.replace(/".*/, ''), '[{"id":"good"}]', headers)).text()
    await all.says('POST / 200')
    all.child.kill('SIGTERM')
    const lines = fromNdjson((await all.ended).stdout).flatMap(({ log }) => (log === undefined ? [] : [log]))
    const request = {
      protocol: 'http',
      method: 'POST',
      path: '/',
      status: 200,
      requestId: 'r1',
      ms: expect.any(Number),
    }
    expect(lines).toContainEqual(expect.objectContaining({ pea: 'gateway', level: 'info', request }))
  })

  it('serves nothing with --no-http', async () => {
    const { child, ended, says } = startCommand(['up', flowOf('pass: {}').file, '--no-http'])
    await says('is ready')
    child.kill('SIGTERM')
    expect((await ended).stdout).not.toContain('http')
  })

  it('names a port that is taken, and leaves nothing up', async () => {
    await using server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const { code, stderr } = await runCommand(['up', flowOf('pass: {}').file, '--http', String(port)])
    expect(code).toBe(2)
    expect(stderr).toContain(`HTTP cannot be served at 127.0.0.1:${port}: the port is already in use`)
  })

  it.each([
    ['--http', 'here', 'ADDRESS_HTTP'],
    ['--http', '0.0.0.0:0', 'CONFIG_INSECURE'],
    ['--token-file', '/nowhere', 'CONFIG_TOKEN'],
    ['--token-file', '/dev/null', 'CONFIG_TOKEN'],
  ])('starts nothing with %s %s', async (option, value, problem) => {
    const { code, stdout, stderr } = await runCommand(['up', flowOf('pass: {}').file, option, value])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(problem)
  })
})
