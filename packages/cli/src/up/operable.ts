import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RunningFlow } from '@peaflow/engine'
import type { Administration, Journal } from '@peaflow/serve'
import { writeAbout } from '../journals/journal-folder.ts'
import type { Interruption } from '../screen/interruption.ts'

/** What lets a Flow that is up be operated. */
export interface Operable extends AsyncDisposable {
  readonly administration: Administration
  readonly journal: Journal
  /** Milliseconds that whoever stopped it gives it; `undefined` for the usual ones. */
  readonly grace: number | undefined
  /** The Flow is up. */
  onStarted(running: RunningFlow): void
  /** The Flow has been stopped: nobody will look for its journal. */
  removeJournal(): Promise<void>
}

/** How a Flow is made operable. */
export interface OperableOptions {
  readonly interruption: Interruption
  /** The version of this program. */
  readonly version: string
  /** The folder of the journal's files, if the Flow is detached. */
  readonly folder?: string | undefined
}

/** Prepares to let the Flow of a file be operated, before it starts. */
export async function operable(file: string, options: OperableOptions): Promise<Operable> {
  const { interruption, version, folder } = options
  const { createJournal, JournalFile } = await import('@peaflow/serve')
  const journalFile = folder === undefined ? undefined : await JournalFile.open(folder)
  const journal = createJournal({ file: journalFile })
  const about = { file: resolve(file), version, detached: folder !== undefined, startTime: new Date() }
  let grace: number | undefined
  let running: RunningFlow | undefined
  const stop: Administration['stop'] = (options) => {
    grace = options.grace ?? grace
    // A second signal would end it at once.
    if (!interruption.stop.aborted) interruption.interrupt('SIGTERM')
    else void running?.stop({ grace })
  }
  const onStarted = (started: RunningFlow) => {
    running = started
    const { file, startTime } = about
    const known = { flow: started.plan.flow, file, pid: process.pid, started: startTime.toISOString() }
    if (folder !== undefined) writeAbout(folder, { ...known, folder: started.folder })
  }
  const close = async () => await journalFile?.close()
  const removeJournal = async () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
  return {
    administration: { journal, about, picture, stop },
    journal,
    get grace() {
      return grace
    },
    onStarted,
    removeJournal,
    [Symbol.asyncDispose]: close,
  }
}

/** Loads what draws only when a picture is asked for. */
const picture: NonNullable<Administration['picture']> = async (plan, options) => {
  const { toSvg } = await import('../svg/svg.ts')
  return await toSvg(plan, options)
}
