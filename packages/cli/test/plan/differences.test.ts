import type { Platform } from '@peaflow/manifests'
import { describe, expect, it } from 'vitest'
import { planned, rowsAbout } from './planned.ts'

type Rows = readonly (readonly [subject: string, there: string])[]

describe('a Flow and its Pods become', () => {
  const cases: [platform: Platform, pods: string, rows: Rows][] = [
    [
      'kubernetes',
      '{ split: { uses: ./split.js }, encode: { image: acme/a, uses: a.js, replicas: 3 }, last: {} }',
      [
        ['the Flow', 'Deployment search, 1 container of acme/flow:1, with gateway, heads, tails, split and last'],
        ['encode', 'Deployment search-encode, 3 replicas; the Flow takes 1 to 256'],
      ],
    ],
    [
      'kubernetes',
      '{ Index_1: { image: acme/a, uses: a.js, polling: all, replicas: 2 } }',
      [
        ['the Flow', 'Deployment search, 1 container of acme/flow:1, with gateway, heads and tails'],
        ['Index_1', 'StatefulSet search-index-1, 2 replicas, each with a volume of its own'],
      ],
    ],
    [
      'swarm',
      '{ index: { image: acme/a, uses: a.js, polling: all, replicas: 2 }, one: { image: acme/a, uses: a.js } }',
      [
        ['the Flow', 'service gateway, 1 container of acme/flow:1, with gateway, heads and tails'],
        ['index', 'services index-0 and index-1, each with a volume of its own'],
        ['one', 'service one, 1 replica; the Flow takes 1 to 256'],
      ],
    ],
    [
      'compose',
      '{ burst: { image: acme/a, uses: a.js, replicas: { min: 2, max: 20 } }, two: { image: acme/b, uses: b.js, replicas: { min: 2, max: 2 } } }',
      [
        ['the Flow', 'service gateway, 1 container of acme/flow:1, with gateway, heads and tails'],
        ['burst', 'service burst, 2 replicas; the Flow takes 2 to 20'],
        ['two', 'service two, 2 replicas; the Flow takes 2'],
      ],
    ],
    [
      'kubernetes',
      '{ a: {}, far: { external: true, host: 10.0.0.9, port_in: 6000 } }',
      [
        ['the Flow', 'Deployment search, 1 container of acme/flow:1, with gateway and a'],
        ['far', 'nothing: it is external, and the Flow dials it from there'],
      ],
    ],
  ]

  it.each(cases)('on %s: %s', (platform, pods, rows) => {
    expect(rowsAbout('workload', planned(`with: { hostname: 10.0.0.1 }\npods: ${pods}`, platform))).toEqual(rows)
  })
})

describe('heads and tails that are only there', () => {
  const cases: [what: string, pods: string, rows: Rows][] = [
    ['none of processes', '{ a: { replicas: 2 }, b: { replicas: 2 } }', []],
    [
      'those of one replica with an image',
      '{ a: {}, encode: { image: acme/a, uses: a.js } }',
      [['encode/head and encode/tail', 'there, since replicas join encode']],
    ],
    [
      'those that were pruned',
      '{ a: {}, encode: { image: acme/a, uses: a.js, replicas: 2 } }',
      [['encode/head and encode/tail', 'there, since replicas join encode']],
    ],
    [
      'none of shards, which have both here',
      '{ index: { image: acme/a, uses: a.js, replicas: 2, polling: all, uses_before: _pass } }',
      [],
    ],
    [
      'the head of a Pod to which one replica sends here, and a tail there',
      '{ encode: { image: acme/a, uses: a.js }, b: { replicas: 2 } }',
      [
        ['encode/head and encode/tail', 'there, since replicas join encode'],
        ['b/head', 'there, and pruned here'],
      ],
    ],
  ]

  it.each(cases)('%s', (_what, pods, rows) => {
    expect(rowsAbout('heads', planned(`pods: ${pods}`, 'kubernetes'))).toEqual(rows)
  })
})

describe('clients and replicas find the Flow', () => {
  const ENCODE = 'pods: { encode: { image: acme/a, uses: a.js } }'
  const cases: [platform: Platform, file: string, rows: Rows][] = [
    [
      'kubernetes',
      ENCODE,
      [
        ['clients', 'the Service search: HTTP at port 8080, with the token in the Secret search'],
        ['replicas', 'join at search-flow:7000, and dial ports 7001 to 7002 of it'],
      ],
    ],
    [
      'swarm',
      `with: { grpc: 9001, join: 7500 }\n${ENCODE}`,
      [
        [
          'clients',
          'the node on which the gateway runs: HTTP at port 8080 and gRPC at 8081, with the token in secrets/token',
        ],
        ['replicas', 'join at gateway:7500, and dial ports 7501 to 7502 of it'],
      ],
    ],
    [
      'compose',
      'with: { tls: { cert: a.crt, key: a.key } }\npods: { a: {} }',
      [['clients', '127.0.0.1: HTTPS at port 8080, with the token in secrets/token']],
    ],
  ]

  it.each(cases)('on %s: %s', (platform, file, rows) => {
    expect(rowsAbout('address', planned(file, platform))).toEqual(rows)
  })
})

describe('the code of Pods is', () => {
  const cases: [pods: string, image: string, rows: Rows][] = [
    ['{ a: {}, b: { uses: _merge } }', 'peaflow/pea', []],
    [
      '{ a: { uses: ./a.js }, b: { image: acme/b, uses: b.js, uses_before: ./before.js } }',
      'peaflow/pea',
      [['code of a and b', 'in no image yet: put it into one, in /flow, and name that with --image']],
    ],
    [
      '{ a: { exec: { command: [./tool] } } }',
      'acme/flow:1',
      [['code of a', 'in the image of the Flow, acme/flow:1, in /flow']],
    ],
    [
      '{ a: { image: acme/a }, b: { image: acme/b, entrypoint: [/run] } }',
      'peaflow/pea',
      [['code of a', 'what its image says; export asks the Engine of this machine for its CMD']],
    ],
  ]

  it.each(cases)('%s, from %s', (pods, image, rows) => {
    expect(rowsAbout('code', planned(`pods: ${pods}`, 'kubernetes', image))).toEqual(rows)
  })
})
