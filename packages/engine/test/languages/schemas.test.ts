import { fileURLToPath } from 'node:url'
import { Flow } from '@peaflow/flow'
import { expect } from 'vitest'
import { start } from '../flows.ts'
import { testPython } from './python.ts'

const directory = fileURLToPath(new URL('executors', import.meta.url))

testPython.each(['process', 'thread', 'inline'])(
  'the schemas of an executor in Python describe it, and are checked, with the runtime %s',
  async (runtime) => {
    const flow = new Flow().add({ name: 'typed', uses: './typed.py', runtime, replicas: 2 })
    const { running } = await start(flow, { directory })
    try {
      expect(running.endpoints()).toMatchObject({
        takesAll: false,
        endpoints: [{ endpoint: '/first', pods: [{ pod: 'typed', input: { required: ['text'] } }] }],
      })
      const good = { id: 'a', text: 'abc' }
      const parameters = { top: 1 }
      expect(await running.request('/first', [good], { parameters })).toEqual([{ id: 'a', text: 'a' }])
      await expect(running.request('/first', [good, { id: 'b' }], { parameters })).rejects.toMatchObject({
        code: 'REQUEST_SCHEMA',
        message: expect.stringContaining("/documents/1: must have required property 'text'"),
      })
    } finally {
      await running.stop()
    }
  },
)
