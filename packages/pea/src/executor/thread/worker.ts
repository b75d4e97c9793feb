import { parentPort, workerData } from 'node:worker_threads'
import type { ThreadStart } from './messages.ts'
import { serve } from './serve.ts'

// The program that `threadHost` runs: serves a Pea from a thread of its own.
if (parentPort !== null) void serve(parentPort, workerData as ThreadStart)
