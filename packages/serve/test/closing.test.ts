import type { Document } from '@peaflow/core'
import { expect, it } from 'vitest'
import { serve } from '../src/index.ts'
import { administered, ask } from './admin/administered.ts'
import { controlled, until } from './controlled.ts'
import { post, serving } from './serving.ts'

it('closing says so while it answers what is in flight, then closes the port, and leaves the Flow up', async () => {
  const work = controlled()
  await using served = await serving(work.executor)
  const answer = post(`${served.url}/index`, '[{"id":"1"}]')
  await work.called(1)
  const second = await serve(served.running, { http: 0 })
  const pending = post(`${second.url}/index`, '[{"id":"2"}]')
  await work.called(2)
  const closed = second.close()
  const ready = await fetch(`${second.url}/readyz`)
  expect([ready.status, await ready.json()]).toMatchObject([503, { status: 'draining' }])
  const refused = await post(`${second.url}/index`, '[]')
  expect([refused.status, refused.headers.get('connection')]).toEqual([503, 'close'])
  expect(await refused.json()).toMatchObject({ code: 'REQUEST_STOPPED' })
  work.release()
  await closed
  await expect(fetch(`${second.url}/livez`)).rejects.toThrow()
  expect((await pending).status).toBe(200)
  expect((await answer).status).toBe(200)
})

it('closing is noticed before the port closes: what comes meanwhile is answered, over another connection each', async () => {
  await using served = await serving((documents: Document[]) => documents)
  const second = await serve(served.running, { http: 0, drain: 1e9 })
  const closed = second.close()
  for (const path of ['/readyz', '/dry_run']) expect((await fetch(`${second.url}${path}`)).status).toBe(503)
  expect(await (await fetch(`${second.url}/status`)).json()).toMatchObject({ status: 'draining' })
  expect(await (await fetch(`${second.url}/metrics`)).text()).toContain('peaflow_ready{flow="served"} 0')
  const answer = await post(`${second.url}/index`, '[{"id":"1"}]')
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close'])
  await Promise.all([closed, second.close({ grace: 0 })])
  await expect(fetch(`${second.url}/livez`)).rejects.toThrow()
})

it('closing gives up what is not answered in time, and a second call insists', async () => {
  const work = controlled()
  await using served = await serving(work.executor)
  const second = await serve(served.running, { http: 0 })
  const answer = post(`${second.url}/index`, '[{"id":"1"}]').catch((error: Error) => error)
  await work.called(1)
  const closed = second.close({ grace: 1e9 })
  await Promise.all([closed, second.close({ grace: 0 })])
  expect(await answer).toBeInstanceOf(Error)
  await until(() => served.running.readiness().inFlight === 0)
})

it('a Flow that is stopping says so', async () => {
  const work = controlled()
  await using served = await serving(work.executor)
  const answer = post(`${served.url}/index`, '[{"id":"1"}]')
  await work.called(1)
  const stopped = served.running.stop()
  const ready = await fetch(`${served.url}/readyz`)
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining', pods: { work: { ready: 1, of: 1 } } }])
  const refused = await post(`${served.url}/index`, '[]')
  expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'REQUEST_STOPPED' })])
  work.release()
  expect((await answer).status).toBe(200)
  await stopped
})

it('the admin API says that it is stopping while its server is being closed', async () => {
  await using own = await administered((documents: Document[]) => documents, { drain: 1e9 })
  const closed = own.served.close()
  expect((await ask(own.socket, '/-/status')).json).toMatchObject({ state: 'stopping', urls: [own.served.url] })
  await Promise.all([closed, own.served.close({ grace: 0 })])
  expect((await ask(own.socket, '/-/status')).json).toMatchObject({ state: 'ready', urls: [] })
})
