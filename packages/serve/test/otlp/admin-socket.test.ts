import { startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { inlineLauncher } from '@peaflow/runtime-local'
import { afterEach, expect, it, vi } from 'vitest'
import { createJournal, openAdmin } from '../../src/index.ts'
import { ask } from '../admin/administered.ts'
import { openCollector } from './collector.ts'

afterEach(() => void vi.unstubAllEnvs())

it('exports the calls of a Flow that is served at its admin socket only, once it has stopped', async () => {
  await using collector = await openCollector()
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url)
  const flow = new Flow({ name: 'quiet' }).add({ name: 'work', uses: (documents) => documents })
  const running = await startFlow(buildFlow(flow), {
    ...{ launchers: { inline: inlineLauncher() }, executors: flow.executors, onLog: () => undefined },
  })
  const about = { version: '1.2.3', detached: false, startTime: new Date(0) }
  const { socket = '' } = await openAdmin(running, { journal: createJournal(), about, stop: () => undefined })
  const headers = { host: 'localhost', 'content-type': 'application/json' }
  expect((await ask(socket, '/work', { method: 'POST', headers }, '[{"text":"a"}]')).status).toBe(200)
  await running.stop()
  await expect.poll(() => collector.spans.map(({ name }) => name)).toEqual(['POST /work', 'work process'])
})
