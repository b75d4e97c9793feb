import { setImmediate } from 'node:timers/promises'
import type { LaunchOptions, PeaHandle, PeaLauncher, PeaSpec } from '@peaflow/core'
import { FakePea, type FakePlay } from './pea.ts'

/** A launcher whose Peas exist only in memory. */
export interface FakeLauncher extends PeaLauncher {
  /** The Peas that have not ended, in the order of their launch. */
  readonly running: ReadonlySet<PeaHandle>
}

/** Options of {@link fakeLauncher}. */
export interface FakeLauncherOptions {
  /**
   * The name of the launcher.
   *
   * @defaultValue `fake`
   */
  readonly name?: string | undefined
  /**
   * What each Pea does. If it throws synchronously, the launch fails with that error.
   *
   * @defaultValue the Pea runs until it is asked to stop
   */
  readonly play?: FakePlay | undefined
}

/** A launcher for tests. Its Peas run the function `play`, and it keeps every promise of the launcher contract. */
export function fakeLauncher({ name = 'fake', play = runUntilStopped }: FakeLauncherOptions = {}): FakeLauncher {
  const running = new Set<PeaHandle>()
  const launch = async (spec: PeaSpec, { signal, onLog, executor }: LaunchOptions = {}): Promise<PeaHandle> => {
    // Launches are asynchronous, so that tests also cover an abort or another launch that comes meanwhile.
    await setImmediate()
    signal?.throwIfAborted()
    const pea = new FakePea(spec, { onLog, executor })
    running.add(pea)
    const kill = (): void => void pea.stop({ grace: 0 })
    signal?.addEventListener('abort', kill)
    void pea.exited.then(() => {
      running.delete(pea)
      signal?.removeEventListener('abort', kill)
    })
    try {
      pea.play(play)
    } catch (cause) {
      kill()
      throw cause
    }
    return pea
  }
  return { name, running, launch, sharesFolder: async () => true }
}

async function runUntilStopped({ asked, end }: Parameters<FakePlay>[0]): Promise<void> {
  await asked
  end(0)
}
