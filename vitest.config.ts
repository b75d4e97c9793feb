import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { watchPrograms } from './test/setup/watch-programs.ts'

const packageSource = fileURLToPath(new URL('./packages/', import.meta.url))

const TESTS = [
  'packages/*/test/**/*.test.ts',
  'test/**/*.test.ts',
  'bench/test/**/*.test.ts',
  'chaos/test/**/*.test.ts',
  'examples/*/test/**/*.test.ts',
]
const ELSEWHERE = ['**/*.docker.test.ts', '**/*.cluster.test.ts', '**/node_modules/**']

// Tests of exports that run, under load, on platforms that end what does not answer in time.
const DEPLOYMENTS = 'test/deployments/**/*.docker.test.ts'

// Tests of what runs in containers, once these run. For the last one, packages are downloaded.
const ABOVE_THE_ENGINE = ['jep-2', 'languages', 'links', 'use-cases', 'own-base']

// Percent of lines, of each package alone. What runs only in processes that tests start is not counted.
const COVERED = {
  'packages/core/src/**': { lines: 95 },
  'packages/flow/src/**': { lines: 95 },
  'packages/protocol/src/**': { lines: 90 },
  'packages/pea/src/**': { lines: 90 },
  'packages/engine/src/**': { lines: 90 },
}

export default defineConfig({
  // Tests import the sources of our packages; what they start is built from them first.
  resolve: {
    alias: [
      { find: /^@peaflow\/([a-z-]+)$/, replacement: `${packageSource}$1/src/index.ts` },
      { find: /^@peaflow\/([a-z-]+)\/([a-z-]+)$/, replacement: `${packageSource}$1/src/$2.ts` },
      { find: /^peaflow$/, replacement: `${packageSource}peaflow/src/index.ts` },
    ],
  },
  plugins: [watchPrograms()],
  test: {
    // Once, unless `--watch` is asked for: also on a terminal.
    watch: false,
    globalSetup: 'test/setup/build-programs.ts',
    // ZeroMQ sockets in worker threads abort the process when the thread ends first.
    pool: 'forks',
    // Limits for a machine that hangs, not for one that is busy.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**'],
      reportOnFailure: true,
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: COVERED,
    },
    projects: [
      // Most of these wait most of the time: for processes that start, or until a machine that is cut off is given up.
      { extends: true, test: { name: 'here', include: TESTS, exclude: ELSEWHERE, maxWorkers: 3 } },
      // These share one Engine, whose images and containers they make and count. `npm test` runs them beside the others.
      {
        extends: true,
        test: {
          name: 'docker',
          include: TESTS.map((tests) => tests.replace('.test.ts', '.docker.test.ts')),
          exclude: [DEPLOYMENTS, '**/node_modules/**'],
          // They run beside the others, and take ports of their own: `test/free-port.ts`.
          env: { PEAFLOW_TEST_PORTS: '15000' },
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      // Those of the launcher again, with a newer Engine: `scripts/on-current-dockerd` runs them, beside those above.
      {
        extends: true,
        test: {
          name: 'docker-current',
          include: ['packages/runtime-docker/test/**/*.docker.test.ts'],
          exclude: ABOVE_THE_ENGINE.map((name) => `**/end-to-end/${name}.docker.test.ts`),
          env: { PEAFLOW_TEST_ENGINE: '28' },
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      // The two below need the machine for themselves: `npm test` runs one after the other, after all others.
      {
        extends: true,
        test: { name: 'deployments', include: [DEPLOYMENTS], maxWorkers: 1, sequence: { groupOrder: 3 } },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: TESTS.map((tests) => tests.replace('.test.ts', '.cluster.test.ts')),
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
