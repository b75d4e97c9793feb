import { runPea } from './run-pea.ts'

void runPea(process.argv.slice(2))
