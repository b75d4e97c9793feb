import type { HttpServer } from './exchange.ts'

/** What opens the server of a contestant; a process loads no more than its own. */
export const SERVERS: Readonly<Record<string, () => Promise<HttpServer>>> = {
  echo: async () => (await import('./echo.ts')).openEcho(),
  'by hand': async () => (await import('./by-hand.ts')).openByHand(),
  Peaflow: async () => (await import('./served-flow.ts')).openServedFlow(),
}
