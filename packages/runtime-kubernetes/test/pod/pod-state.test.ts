import { expect, it } from 'vitest'
import { type PodState, parsePod } from '../../src/pod/pod-state.ts'

const withState = (state: object, more: object = {}) => ({
  podIP: '10.1.2.3',
  containerStatuses: [{ state }],
  ...more,
})
const terminated = (fields: object, more: object = {}) => withState({ terminated: fields }, more)

// What Kubernetes says in `status`, and what it means.
const states: readonly (readonly [what: string, status: object, state: PodState])[] = [
  ['nothing yet', {}, { phase: 'pending', reason: undefined, message: undefined }],
  [
    'no node has room',
    { conditions: [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes are available' }] },
    { phase: 'pending', reason: undefined, message: '0/1 nodes are available' },
  ],
  [
    'its image cannot be pulled',
    withState({ waiting: { reason: 'ErrImagePull', message: 'not found' } }),
    { phase: 'pending', reason: 'ErrImagePull', message: 'not found' },
  ],
  ['it runs', withState({ running: {} }), { phase: 'running', address: '10.1.2.3' }],
  [
    'it runs, and its address is not known yet',
    { containerStatuses: [{ state: { running: {} } }] },
    { phase: 'pending', reason: undefined, message: undefined },
  ],
  ['it ended well', terminated({ exitCode: 0 }), { phase: 'ended', exit: { code: 0, signal: null } }],
  [
    'it ended well, and its container is gone',
    { phase: 'Succeeded', containerStatuses: [] },
    { phase: 'ended', exit: { code: 0, signal: null } },
  ],
  ['it crashed', terminated({ exitCode: 3, reason: 'Error' }), { phase: 'ended', exit: { code: 3, signal: null } }],
  ['it was killed', terminated({ exitCode: 137 }), { phase: 'ended', exit: { code: null, signal: 'SIGKILL' } }],
  ['it was ended', terminated({ exitCode: 143 }), { phase: 'ended', exit: { code: null, signal: 'SIGTERM' } }],
  [
    'a signal is named as such',
    terminated({ exitCode: 255, signal: 11 }),
    { phase: 'ended', exit: { code: null, signal: 'SIGSEGV' } },
  ],
  [
    'it ran out of memory',
    terminated({ exitCode: 137, reason: 'OOMKilled' }),
    { phase: 'ended', exit: { code: null, signal: 'SIGKILL', reason: 'out of memory', outOfMemory: true } },
  ],
  [
    'it failed, and its container is gone',
    { phase: 'Failed', containerStatuses: [] },
    {
      phase: 'ended',
      exit: { code: null, signal: null, reason: 'its container was removed before Kubernetes said how it ended' },
    },
  ],
  [
    'its node evicted it',
    { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory' },
    { phase: 'ended', exit: { code: null, signal: null, reason: 'The node was low on resource: memory' } },
  ],
]

it.each(states)('reads that %s', (_what, status, state) => {
  const { version, uid, state: read } = parsePod({ metadata: { resourceVersion: '7', uid: 'u' }, status })
  expect({ version, uid, read }).toEqual({ version: '7', uid: 'u', read: state })
})

it.each([null, 1, 'x', [], {}, { metadata: 1, status: 2 }])('takes %j for a Pod that has not started', (json) => {
  expect(parsePod(json).state.phase).toBe('pending')
})
