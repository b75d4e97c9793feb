// Loaded into every process of a graph: node --import heap-probe.js. On SIGUSR2 it collects all garbage, then writes what is left.
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'
import { PROBE_FOLDER } from './heaps.ts'

const folder = process.env[PROBE_FOLDER]
if (isMainThread && folder !== undefined) process.on('SIGUSR2', () => answer(join(folder, String(process.pid))))

function answer(file: string): void {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  // What the first collection finalizes is freed by the second.
  collect()
  collect()
  writeFileSync(`${file}.new`, JSON.stringify(process.memoryUsage()))
  renameSync(`${file}.new`, file)
}
