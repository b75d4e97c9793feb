import type { RunningFlow } from '@peaflow/engine'
import type { LoadedPlan } from '../flow-file/load.ts'
import { diagnoseAll } from '../report/diagnosis.ts'
import type { Screen } from '../screen/screen.ts'
import { watchFlow } from '../watch/watch-flow.ts'
import type { Operable } from './operable.ts'

/** A Flow that `up` keeps up, and where it reports. */
export interface WatchedUp {
  readonly file: string
  readonly loaded: LoadedPlan
  readonly screen: Screen
  readonly journal: Operable['journal']
}

/** Watches the files of a Flow that is up. What is done is said on the screen, and in the journal, as lines of the gateway. */
export async function watchUp(running: RunningFlow, { file, loaded, screen, journal }: WatchedUp): Promise<Disposable> {
  const log = (level: 'info' | 'error', text: string) =>
    journal.onLog({ pea: 'gateway', stream: level === 'info' ? 'stdout' : 'stderr', level, text })
  const watch = await watchFlow({
    ...{ running, file, loaded },
    onAction: (text, fields) => {
      screen.print(text, fields)
      log('info', text)
    },
    onFailure: (error) => {
      for (const diagnosis of diagnoseAll(error)) {
        void screen.failure(diagnosis)
        log('error', diagnosis.message)
      }
    },
  })
  screen.print(`watching ${file} and the code of its Pods`)
  return watch
}
