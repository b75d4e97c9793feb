import type { AdminStatus } from '@peaflow/serve'

type Pea = AdminStatus['peas'][number]

/** What a Flow says of itself, for tests of how it is shown. */
export function statusOf(about: Partial<AdminStatus> = {}): AdminStatus {
  return {
    flow: 'search',
    folder: '/run/user/7/peaflow/search-0123456789ab',
    file: '/home/me/search/flow.yml',
    pid: 4_711,
    version: '1.0.0',
    started: '2026-11-29T14:00:00.000Z',
    detached: false,
    urls: ['http://127.0.0.1:8080'],
    state: 'ready',
    inFlight: 3,
    waiting: 0,
    dropped: 0,
    pods: {},
    peas: [],
    ...about,
  }
}

/** One of its Peas. */
export function peaOf(id: string, about: Partial<Pea> = {}): Pea {
  const [pod = ''] = id.split('/')
  const counts = { incarnation: 1, restarts: 0, dropped: 0, held: 0 }
  return { id, pod, runtime: 'process', pid: 12_345, phase: 'ready', ...counts, address: null, ...about }
}
