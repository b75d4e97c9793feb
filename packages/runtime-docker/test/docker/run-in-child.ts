import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

/** A process of its own that launches containers. */
export interface LaunchingChild {
  readonly process: ChildProcess
  /** The first line that it writes which is this. */
  said(line: string): Promise<void>
}

/** Runs TypeScript in a process of its own, in which `dockerLauncher` and `specToDo` are there to be used. */
export async function runInChild(program: string): Promise<LaunchingChild> {
  const folder = mkdtempSync(join(PACKAGE, 'node_modules', '.test-'))
  const outfile = join(folder, 'program.mjs')
  const head = `import { dockerLauncher } from '../src/docker-launcher.ts'
    import { specToDo } from './docker/deeds.ts'\n`
  await build({
    stdin: { contents: head + program, resolveDir: join(PACKAGE, 'test'), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['dockerode', 'tar-stream'],
    alias: { '@peaflow/core': join(PACKAGE, '../core/src/index.ts') },
  })
  const child = spawn(process.execPath, [outfile], { stdio: ['ignore', 'pipe', 'inherit'] })
  void once(child, 'exit').then(() => rmSync(folder, { recursive: true }))
  const lines: string[] = []
  const waiting = new Set<() => void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    for (const look of waiting) look()
  })
  const said = (line: string) =>
    new Promise<void>((resolve) => {
      const look = () => void (lines.includes(line) && resolve())
      waiting.add(look)
      look()
    })
  return { process: child, said }
}
