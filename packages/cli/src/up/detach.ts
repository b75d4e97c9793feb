import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { toSafeJson } from '@peaflow/pea/json'
import { makeJournalFolder, OUTPUT_FILE } from '../journals/journal-folder.ts'
import { pruneJournals } from '../journals/list-journals.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { EXIT } from '../report/exit-code.ts'
import { catchInterruption } from '../screen/interruption.ts'
import { openProgress } from '../screen/progress.ts'
import type { ParentMessage } from './parent.ts'
import { printReady, type ReadyReport, type ReportScreen } from './ready-report.ts'

/** Runs this command again without a terminal, waits until its Flow is up, and returns the exit code. */
export async function detach({ json }: GlobalOptions): Promise<number> {
  using interruption = catchInterruption()
  await pruneJournals()
  const folder = makeJournalFolder()
  const { child, output } = spawnDetached(folder)
  const end = () => void child.kill(interruption.signal)
  for (const signal of [interruption.stop, interruption.kill]) signal.addEventListener('abort', end)
  if (interruption.stop.aborted) end()
  const outcome = await outcomeOf(child, json)
  process.stderr.write(readFileSync(output))
  closeSync(output)
  if (typeof outcome === 'number') {
    rmSync(folder, { recursive: true, force: true })
    return outcome
  }
  child.unref()
  report(outcome, json)
  return EXIT.ok
}

/** The program that goes on: it has no terminal, and writes into the folder of its journal. */
function spawnDetached(folder: string): { readonly child: ChildProcess; readonly output: number } {
  const path = join(folder, OUTPUT_FILE)
  const written = openSync(path, 'a', 0o600)
  try {
    const args = [...process.execArgv, ...process.argv.slice(1), '--journal', folder]
    const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', written, written, 'ipc'] })
    // It may remove its folder before what it wrote is read.
    return { child, output: openSync(path, 'r') }
  } finally {
    closeSync(written)
  }
}

/** The report of a Flow that is up, or the exit code of a program that has ended before. */
async function outcomeOf(child: ChildProcess, json: boolean): Promise<ReadyReport | number> {
  const progress = openProgress(json ? process.stderr : process.stdout)
  let ready: ReadyReport | undefined
  child.on('message', (message: ParentMessage) => {
    if ('ready' in message) ready = message.ready
    else if (!json) progress.show(() => message.starting)
  })
  try {
    // It disconnects once it is ready; if it has ended, that is heard of, too.
    const ended = once(child, 'exit')
    await Promise.race([once(child, 'disconnect'), ended])
    if (ready !== undefined) return ready
    const [code] = (await ended) as [number | null]
    return code ?? EXIT.failed
  } finally {
    progress.end()
  }
}

function report(ready: ReadyReport, json: boolean): void {
  const screen: ReportScreen = {
    print: (text, fields) => {
      if (!json) process.stdout.write(`${text}\n`)
      else if (fields !== undefined) process.stdout.write(`${toSafeJson(fields)}\n`)
    },
    note: (text) => {
      if (!json && process.stdout.isTTY) process.stdout.write(`${text}\n`)
    },
  }
  printReady(screen, ready, `it goes on in the background, as process ${ready.pid}`)
  screen.print('peaflow ps shows it, peaflow logs -f its Peas, peaflow down stops it')
}
