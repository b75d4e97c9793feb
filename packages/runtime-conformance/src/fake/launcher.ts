import { setImmediate } from 'node:timers/promises'
import type { LaunchOptions, PeaHandle, PeaLauncher, PeaSpec } from '@peaflow/core'
import { FakePea, type FakePlay } from './pea.ts'

/** A launcher whose Peas exist in memory only. */
export interface FakeLauncher extends PeaLauncher {
  /** The Peas that have not ended, in the order of their launch. */
  readonly running: ReadonlySet<PeaHandle>
}

/** How the Peas of a fake launcher are named and behave. */
export interface FakeLauncherOptions {
  /** @defaultValue `fake` */
  readonly name?: string | undefined
  /**
   * What each Pea does; what it throws before it waits for anything is why the launch fails.
   *
   * @defaultValue it runs until it is asked to end
   */
  readonly play?: FakePlay | undefined
}

/** Launches nothing but the play it is given, and keeps every promise of the launcher contract: for tests. */
export function fakeLauncher({ name = 'fake', play = runUntilAsked }: FakeLauncherOptions = {}): FakeLauncher {
  const running = new Set<PeaHandle>()
  const launch = async (spec: PeaSpec, { signal, onLog, executor }: LaunchOptions = {}): Promise<PeaHandle> => {
    // A launch takes a while: what happens meanwhile, an abort or another launch, must come out right.
    await setImmediate()
    signal?.throwIfAborted()
    const pea = new FakePea(spec, { onLog, executor })
    running.add(pea)
    const insist = (): void => void pea.stop({ grace: 0 })
    signal?.addEventListener('abort', insist)
    void pea.exited.then(() => {
      running.delete(pea)
      signal?.removeEventListener('abort', insist)
    })
    try {
      pea.play(play)
    } catch (cause) {
      insist()
      throw cause
    }
    return pea
  }
  return { name, running, launch }
}

async function runUntilAsked({ asked, end }: Parameters<FakePlay>[0]): Promise<void> {
  await asked
  end(0)
}
