import { expect, it } from 'vitest'
import { ownJoinedFlow, urlOf } from './own-joined-flow.ts'

const flow = ownJoinedFlow()

/** Sends a document to a Flow, and says who has answered. */
async function ask(url: string): Promise<unknown> {
  const response = await fetch(`${url}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'peaflow-timeout': '10m' },
    body: '{"documents":[{"id":"x"}]}',
  })
  return await response.json()
}

it('finishes what it has at the first ^C, and ends at once at the second', async () => {
  const flowUp = flow.up()
  const one = flow.replica('--with', '{"milliseconds":3600000}')
  const url = await urlOf(flowUp)
  const answer = ask(url)
  await one.says('called')
  one.child.kill('SIGINT')
  await one.says(/leaving \w+: encode\/0 finishes what it has; \^C ends it at once/)
  expect(one.child.exitCode).toBe(null)
  one.child.kill('SIGINT')
  expect(await one.ended).toMatchObject({ code: 130, signal: null })
  const other = flow.replica()
  await other.says('called')
  expect(await answer).toMatchObject({ documents: [{ id: 'x', text: `by ${other.child.pid}` }] })
})

it('leaves after what it has at ^C, with the exit code of an interruption', async () => {
  const flowUp = flow.up()
  const one = flow.replica('--with', '{"milliseconds":500}')
  const url = await urlOf(flowUp)
  const answer = ask(url)
  await one.says('called')
  one.child.kill('SIGINT')
  expect(await one.ended).toMatchObject({ code: 130, signal: null })
  expect(await answer).toMatchObject({ documents: [{ id: 'x', text: `by ${one.child.pid}` }] })
})
