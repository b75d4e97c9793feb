import { availableParallelism, totalmem } from 'node:os'
import type { Finding } from './finding.ts'

/** The oldest Node that Peaflow runs on. */
const OLDEST_NODE = 20

/** Checks Node, and describes the machine. */
export function checkMachine(): Finding[] {
  const major = Number(process.versions.node.split('.')[0])
  const memory = `${(totalmem() / 2 ** 30).toFixed(1)} GB of memory`
  return [
    major >= OLDEST_NODE
      ? { name: 'node', state: 'ok', detail: process.version }
      : { name: 'node', state: 'missing', detail: process.version, hint: `Install Node ${OLDEST_NODE} or later` },
    {
      name: 'machine',
      state: 'ok',
      detail: `${process.platform} ${process.arch}, ${availableParallelism()} processors, ${memory}`,
    },
  ]
}
