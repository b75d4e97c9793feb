import type { Contestant } from './scenario.ts'

interface Hop {
  // Each checks nothing of what its own gateway hands it.
  hop(options: never): Promise<void>
}

/** The programs of the hops; a hop loads no more than its own. */
export const HOPS: Readonly<Record<string, () => Promise<Hop>>> = {
  zeromq: () => import('./zeromq.ts'),
  credit: () => import('./credit.ts'),
  alone: () => import('./alone.ts'),
  moleculer: () => import('./moleculer.ts'),
  grpc: () => import('./grpc.ts'),
  nats: () => import('./nats.ts'),
  'http by hand': () => import('../http/by-hand.ts'),
}

/** The contestants, by their names in the tables. */
export const CONTESTANTS: Readonly<Record<string, () => Promise<Contestant>>> = {
  Peaflow: async () => (await import('./peaflow.ts')).peaflow,
  'zeromq.js by hand': async () => (await import('./zeromq.ts')).zeromq,
  'zeromq.js by hand, packed': async () => (await import('./zeromq.ts')).zeromqPacked,
  'zeromq.js by hand, fixed credit': async () => (await import('./credit.ts')).credit,
  'nobody hands anything over': async () => (await import('./alone.ts')).alone,
  'Moleculer, TCP': async () => (await import('./moleculer.ts')).moleculer,
  'gRPC streams': async () => (await import('./grpc.ts')).grpc,
  NATS: async () => (await import('./nats.ts')).nats,
  'node:http echo': async () => (await import('../http/http-contestant.ts')).httpContestant('echo'),
  'node:http and zeromq.js by hand': async () => (await import('../http/http-contestant.ts')).httpContestant('by hand'),
  'Peaflow, served': async () => (await import('../http/http-contestant.ts')).httpContestant('Peaflow'),
  'Peaflow, called in its process': async () => (await import('../http/called-flow.ts')).calledFlow,
}
