import { MessageChannel } from 'node:worker_threads'
import { expect, it, onTestFinished } from 'vitest'
import { decodePayload, encodePayload } from '../../src/document/payload.ts'
import { WHOLE } from '../../src/executor/host.ts'
import type { FromThread, ToThread } from '../../src/executor/thread/messages.ts'
import { serve } from '../../src/executor/thread/serve.ts'
import { folderOf, specIn } from './folder.ts'

const directory = folderOf({
  'echo.mjs': `export default {
    requests: {
      '/throw': () => { throw new TypeError('boom') },
      '/wait': (_, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      default: (documents) => documents,
    },
  }`,
  'setup.mjs': "export default { setup() { throw new Error('no model') } }",
})

/** The Pea's end of a port at which an executor is served. */
function serving(uses: string) {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  const messages: FromThread[] = []
  const receivers: ((message: FromThread) => void)[] = []
  port1.on('message', (message: FromThread) => {
    const resolve = receivers.shift()
    if (resolve) resolve(message)
    else messages.push(message)
  })
  void serve(port2, { spec: specIn(directory, { uses }) })
  return {
    send: (message: ToThread) => port1.postMessage(message),
    receive: () => {
      const message = messages.shift()
      return message ? Promise.resolve(message) : new Promise<FromThread>((resolve) => receivers.push(resolve))
    },
  }
}

const call = (id: number, endpoint: string, size = 1): ToThread => {
  const documents = [{ id: 'a', blob: new Uint8Array(size) }]
  const payloads = [encodePayload({ documents, parameters: {} })]
  return { type: 'call', call: { id, endpoint, timeLeft: 1_000, payloads, piece: WHOLE } }
}

it('answers calls, small and large, aborts them, and tears down', async () => {
  const { send, receive } = serving('./echo.mjs')
  expect(await receive()).toEqual({ type: 'ready', endpoints: { '/throw': {}, '/wait': {}, default: {} } })
  for (const size of [1, 100_000]) {
    send(call(size, '/', size))
    const message = await receive()
    expect(message).toMatchObject({ type: 'result', id: size })
    if (message.type === 'result')
      expect(decodePayload(message.payloads[0] ?? Buffer.of()).documents[0]?.blob).toHaveLength(size)
  }
  send(call(2, '/throw'))
  expect(await receive()).toMatchObject({ type: 'failed', id: 2, error: { code: 'REQUEST_EXECUTOR' } })
  send(call(3, '/wait'))
  send({
    type: 'abort',
    id: 3,
    reason: { code: 'REQUEST_TIMEOUT', message: 'too late', hint: undefined, stack: undefined, causes: undefined },
  })
  expect(await receive()).toMatchObject({ type: 'failed', id: 3, error: { code: 'REQUEST_TIMEOUT' } })
  send({ type: 'teardown' })
  expect(await receive()).toEqual({ type: 'down' })
})

it('says why an executor cannot be set up', async () => {
  const { receive } = serving('./setup.mjs')
  expect(await receive()).toMatchObject({ type: 'unfit', error: { code: 'LAUNCH_EXECUTOR_SETUP' } })
})
