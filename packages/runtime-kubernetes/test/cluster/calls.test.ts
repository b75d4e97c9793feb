import { expect, it } from 'vitest'
import {
  type ApiCall,
  attachmentPath,
  createPod,
  deletePod,
  listPods,
  readLog,
  readPod,
  watchPod,
} from '../../src/cluster/calls.ts'

const pod = { namespace: 'team a', name: 'encode-0' }
const pods = '/api/v1/namespaces/team%20a/pods'
const body = { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: {} }

// Each request, as it is sent.
const calls: readonly (readonly [what: string, call: ApiCall, sent: ApiCall])[] = [
  ['createPod', createPod('team a', body), { method: 'POST', path: pods, body }],
  ['readPod', readPod(pod), { method: 'GET', path: `${pods}/encode-0` }],
  ['deletePod', deletePod(pod, 5), { method: 'DELETE', path: `${pods}/encode-0?gracePeriodSeconds=5` }],
  [
    'watchPod',
    watchPod(pod, '42'),
    { method: 'GET', path: `${pods}?watch=true&fieldSelector=metadata.name%3Dencode-0&resourceVersion=42` },
  ],
  ['listPods', listPods('team a', { a: '1', b: '2' }), { method: 'GET', path: `${pods}?labelSelector=a%3D1%2Cb%3D2` }],
  ['readLog', readLog(pod, 20), { method: 'GET', path: `${pods}/encode-0/log?tailLines=20` }],
]

it.each(calls)('%s', (_what, call, sent) => {
  expect(call).toEqual(sent)
})

it('attaches to all streams of a container', () => {
  const path = `${pods}/encode-0/attach?container=pea&stdin=true&stdout=true&stderr=true&tty=false`
  expect(attachmentPath(pod, 'pea')).toBe(path)
})
