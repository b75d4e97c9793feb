import { type Document, Flow, startFlow } from 'peaflow'
import { expect, it } from 'vitest'

it('runs a function as an executor, with nothing but a Flow', async () => {
  const shout = (documents: readonly Document[]) => documents.map(({ text = '' }) => ({ text: text.toUpperCase() }))
  await using running = await startFlow(new Flow().add({ name: 'shout', uses: shout }))
  const [answer] = await running.request('/', [{ text: 'hello' }])
  expect(answer?.text).toBe('HELLO')
})
