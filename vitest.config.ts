import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { watchPrograms } from './test/setup/watch-programs.ts'

const packageSource = fileURLToPath(new URL('./packages/', import.meta.url))

const TESTS = [
  'packages/*/test/**/*.test.ts',
  'test/**/*.test.ts',
  'bench/test/**/*.test.ts',
  'examples/*/test/**/*.test.ts',
]
const DOCKER_TESTS = ['**/*.docker.test.ts', '**/node_modules/**']

export default defineConfig({
  // Tests read our packages' sources, so that no build can be stale under them.
  resolve: { alias: [{ find: /^@peaflow\/([a-z-]+)$/, replacement: `${packageSource}$1/src/index.ts` }] },
  plugins: [watchPrograms()],
  test: {
    // Once, unless `--watch` is asked for: also on a terminal.
    watch: false,
    globalSetup: 'test/setup/build-programs.ts',
    // ZeroMQ sockets in worker threads abort the process when the thread ends first.
    pool: 'forks',
    testTimeout: 30_000,
    projects: [
      // Many of these wait most of their time, for a machine that is cut off to be given up.
      { extends: true, test: { name: 'here', include: TESTS, exclude: DOCKER_TESTS, maxWorkers: 2 } },
      // These share one Engine, whose images and containers they make and count.
      {
        extends: true,
        test: {
          name: 'docker',
          include: TESTS.map((tests) => tests.replace('.test.ts', '.docker.test.ts')),
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
