import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { Calls } from '../../src/calls/calls.ts'
import { WebSockets } from '../../src/websocket/web-sockets.ts'
import { controlled, until } from '../controlled.ts'
import { serving } from '../serving.ts'
import { dial } from './client.ts'

it('a client that answers no ping is ended and its calls with it, one that does stays', async () => {
  const work = controlled()
  await using served = await serving(work.executor)
  const { running } = served
  const isDraining = () => false
  const calls = new Calls({ running, maxQueue: 10, isDraining, observers: [] })
  const server = createServer().listen(0, '127.0.0.1')
  const access = { cors: [], hosts: [], isSecure: false }
  const webSockets = new WebSockets({ running, calls, access, maxBody: 1_000, pingInterval: 500 })
  server.on('upgrade', (request, socket, head) => webSockets.upgrade(request, socket, head))
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const mute = connect(port, '127.0.0.1')
  mute.on('error', () => undefined)
  mute.write(
    'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await once(mute, 'data')
  const message = Buffer.from('{"id":"1","documents":[{}]}')
  mute.write(Buffer.concat([Buffer.from([0x81, 0x80 | message.length, 0, 0, 0, 0]), message]))
  await work.called(1)
  await using client = await dial(`http://127.0.0.1:${port}`)
  let pings = 0
  client.socket.on('ping', () => {
    pings += 1
  })
  mute.resume()
  await once(mute, 'close')
  await until(() => work.calls[0]?.aborted === true)
  await until(() => pings >= 3)
  work.release()
  await client.next()
  expect(await client.call({ id: '1', documents: [{}] })).toHaveLength(2)
  server.close()
  await webSockets.close(0)
})
