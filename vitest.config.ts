import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const packageSource = fileURLToPath(new URL('./packages/', import.meta.url))

export default defineConfig({
  // Tests read our packages' sources, so that no build can be stale under them.
  resolve: { alias: [{ find: /^@peaflow\/([a-z-]+)$/, replacement: `${packageSource}$1/src/index.ts` }] },
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/test/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
    ],
    // ZeroMQ sockets in worker threads abort the process when the thread ends first.
    pool: 'forks',
    testTimeout: 30_000,
  },
})
