import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

/** A child process that launches containers. */
export interface LaunchingChild {
  readonly process: ChildProcess
  /** Resolves when it has written this line. */
  wrote(line: string): Promise<void>
}

/** Runs TypeScript in a child process, with `dockerLauncher` and `specToDo` in scope. */
export async function runInChild(program: string): Promise<LaunchingChild> {
  const folder = mkdtempSync(join(PACKAGE, 'node_modules', '.test-'))
  const outfile = join(folder, 'program.mjs')
  const head = `import { dockerLauncher } from '../src/launch/docker-launcher.ts'
    import { specToDo } from './docker/actions.ts'\n`
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
  const checks = new Set<() => void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    for (const check of checks) check()
  })
  const wrote = (line: string) =>
    new Promise<void>((resolve) => {
      const check = () => void (lines.includes(line) && resolve())
      checks.add(check)
      check()
    })
  return { process: child, wrote }
}
