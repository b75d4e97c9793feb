import { expect, it } from 'vitest'
import { readFlow } from '../../../src/index.ts'

const serving: readonly (readonly [options: string, expected: Readonly<Record<string, unknown>>])[] = [
  ['{ port_expose: 45678, rest_api: true }', { http: 45_678 }],
  ['{ port_expose: 45678, restful: true }', { http: 45_678 }],
  ['{ port_expose: 45678 }', { grpc: 45_678 }],
  ['{ port: 8080, protocol: HTTP }', { http: 8_080 }],
  ['{ port: 8080, protocol: websocket }', { http: 8_080 }],
  ['{ port: [8080, 8081], protocol: [http, grpc] }', { http: 8_080, grpc: 8_081 }],
  ['{ protocol: http }', {}],
  [
    '{ port: 8080, protocol: http, ssl_certfile: c.pem, ssl_keyfile: k.pem }',
    { http: 8_080, tls: { cert: 'c.pem', key: 'k.pem' } },
  ],
]
it.each(serving)('a Flow of Jina with %s is served so', (options, expected) => {
  const { flow, problems, warnings } = readFlow(`jtype: Flow\nwith: ${options}\npods: { a: {} }\n`)
  expect([problems, warnings]).toEqual([[], []])
  expect(flow?.options).toEqual(expected)
})

it('lets no page call the Flow because Jina did', () => {
  const { flow, warnings } = readFlow('jtype: Flow\nwith: { cors: true }\npods: { a: {} }\n')
  expect(flow?.options).toEqual({})
  expect(warnings).toMatchObject([{ code: 'CONFIG_JINA_KEY', path: 'with.cors', line: 2 }])
})

it('refuses a port that is none, where it stands', () => {
  const { problems } = readFlow('jtype: Flow\nwith: { port: 70000, protocol: http }\npods: { a: {} }\n')
  expect(problems).toMatchObject([{ code: 'CONFIG_OPTION', path: 'with.port', line: 2, column: 15 }])
})
