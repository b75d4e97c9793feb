import { enableTuning } from '@peaflow/protocol'
import { runPea } from './run-pea.ts'

// This program has its process to itself.
enableTuning()
void runPea(process.argv.slice(2))
