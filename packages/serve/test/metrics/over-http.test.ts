import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import type { Executor } from '@peaflow/core'
import { expect, it } from 'vitest'
import { freePort } from '../../../../test/free-port.ts'
import { post, type Serving, serving } from '../serving.ts'
import { describeWith } from '../tools.ts'
import { parseMetrics } from './parse.ts'

const executor: Executor = {
  requests: {
    '/index': async (documents) => {
      await after(2)
      return documents
    },
    '/fail': () => {
      throw new Error('no model')
    },
  },
}

const OPEN_METRICS = { accept: 'application/openmetrics-text; version=1.0.0' }

/** Calls both endpoints, and one that there is not, until `isOver`. Returns how many calls `/index` has answered. */
async function load({ url }: Serving, isOver: () => boolean): Promise<number> {
  const callers = Array.from({ length: 8 }, async () => {
    let calls = 0
    while (!isOver()) {
      // A machine that is busy with other things may be told overload.
      const { status } = await post(`${url}/index`, '[{}, {}]')
      expect([200, 503]).toContain(status)
      if (status === 200) calls += 1
      if (calls % 5 === 0) expect([500, 503]).toContain((await post(`${url}/fail`, '[{}]')).status)
      if (calls % 7 === 0) expect([404, 503]).toContain((await post(`${url}/no-${calls}`, '[{}]')).status)
    }
    return calls
  })
  return (await Promise.all(callers)).reduce((sum, calls) => sum + calls, 0)
}

const scrape = async ({ url }: Serving, headers = {}) => await (await fetch(`${url}/metrics`, { headers })).text()

it('counts what passes, and no series gets lower', async () => {
  await using served = await serving(executor)
  let scrapes = 0
  const loaded = load(served, () => scrapes >= 20)
  const last = new Map<string, number>()
  for (; scrapes < 20; scrapes += 1) {
    const { types, samples } = parseMetrics(await scrape(served, OPEN_METRICS))
    for (const { name, labels, value } of samples) {
      const family = name.replace(/_(?:total|bucket|sum|count)$/, '')
      const series = JSON.stringify([name, labels])
      expect(types[name] ?? types[family], name).toBeDefined()
      if (types[name] === 'gauge') continue
      expect(value, series).toBeGreaterThanOrEqual(last.get(series) ?? 0)
      last.set(series, value)
    }
  }
  const calls = await loaded
  const counted = async (name: string, labels: Readonly<Record<string, string>>) => {
    const { samples } = parseMetrics(await scrape(served))
    return samples.find((sample) => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels))
      ?.value
  }
  const flow = { flow: 'served' }
  expect(await counted('peaflow_request_duration_seconds_count', { ...flow, endpoint: '/index' })).toBe(calls)
  await expect
    .poll(() => counted('peaflow_pod_call_duration_seconds_count', { ...flow, pod: 'work', endpoint: '/index' }))
    .toBe(calls)
  await expect.poll(() => counted('peaflow_request_in_flight', flow)).toBe(0)
  const { samples } = parseMetrics(await scrape(served))
  const endpoints = new Set(samples.flatMap(({ labels }) => labels.endpoint ?? []))
  expect([...endpoints].sort()).toEqual(['/fail', '/index'])
  const routes = new Set(samples.flatMap(({ labels }) => labels.http_route ?? []))
  expect([...routes].sort()).toEqual(['/fail', '/index', '/metrics', '/{endpoint}'])
  expect(samples.filter(({ labels }) => 'pea' in labels || 'replica' in labels)).toEqual([])
})

it('counts what is refused', async () => {
  await using served = await serving(executor, { maxQueue: 0 })
  expect((await post(`${served.url}/index`, '[]')).status).toBe(503)
  expect(await scrape(served)).toContain('peaflow_request_shed_total{flow="served",reason="queue"} 1\n')
})

describeWith(['promtool', 'prometheus'], 'Prometheus itself', () => {
  it('finds nothing wrong with the text', async () => {
    await using served = await serving(executor)
    let isOver = false
    const loaded = load(served, () => isOver)
    await scrape(served)
    const text = await scrape(served)
    isOver = true
    await loaded
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  it('scrapes OpenMetrics from a Flow under load, with a token, and adds up what it did', async () => {
    await using served = await serving(executor, { token: 'peas' })
    const folder = await mkdtemp(join(tmpdir(), 'peaflow-prometheus-'))
    const address = `127.0.0.1:${freePort()}`
    const target = `{ targets: ['${new URL(served.url).host}'] }`
    const job = `{ job_name: flow, scrape_interval: 200ms, scrape_timeout: 200ms, authorization: { credentials: peas }, static_configs: [${target}] }`
    await writeFile(join(folder, 'prometheus.yml'), `scrape_configs: [${job}]\n`)
    const args = [
      '--config.file=prometheus.yml',
      '--enable-feature=exemplar-storage',
      '--storage.tsdb.path=data',
      `--web.listen-address=${address}`,
    ]
    const prometheus = spawn('prometheus', [...args, '--log.level=error'], { cwd: folder, stdio: 'inherit' })
    const exited = once(prometheus, 'exit')
    const ask = async (path: string) => {
      const answer = await fetch(`http://${address}/api/v1/${path}`).catch(() => undefined)
      return answer?.ok
        ? ((await answer.json()) as { data: { result?: { value: [number, string] }[] } }).data
        : undefined
    }
    const query = async (text: string) =>
      Number((await ask(`query?query=${encodeURIComponent(text)}`))?.result?.[0]?.value[1])
    try {
      const headers = { authorization: 'Bearer peas' }
      for (let calls = 0; calls < 50; calls += 1) await post(`${served.url}/index`, '[{}]', headers)
      await expect.poll(() => query('peaflow_pod_call_duration_seconds_count{pod="work",endpoint="/index"}')).toBe(50)
      expect(await query('up')).toBe(1)
      expect(await query('http_server_request_duration_seconds_count{http_route="/index"}')).toBe(50)
      expect(await query('histogram_quantile(0.5, peaflow_pod_call_duration_seconds_bucket)')).toBeGreaterThan(0.001)
      const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
      await post(`${served.url}/index`, '[{}]', { ...headers, traceparent: `00-${traceId}-00f067aa0ba902b7-01` })
      const exemplars = encodeURIComponent('peaflow_request_duration_seconds_bucket{endpoint="/index"}')
      await expect
        .poll(async () => JSON.stringify(await ask(`query_exemplars?query=${exemplars}&start=0&end=9999999999`)))
        .toContain(`"labels":{"trace_id":"${traceId}"}`)
      // Only OpenMetrics has units.
      const metadata = await ask('metadata?metric=process_memory_usage_bytes')
      expect(metadata).toMatchObject({ process_memory_usage_bytes: [{ type: 'gauge', unit: 'bytes' }] })
    } finally {
      prometheus.kill()
      await exited
      await rm(folder, { recursive: true })
    }
  })
})
