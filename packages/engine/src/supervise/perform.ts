import type { FlowMessage } from '@peaflow/protocol'
import type { Settings } from '../launch/settings.ts'
import type { PeaCommand } from './event.ts'
import type { RestartCounts } from './restart-counts.ts'
import type { SupervisedPea } from './supervised-pea.ts'

/** The supervisor, as the commands of its Peas use it. */
export interface Supervision {
  readonly settings: Settings
  readonly restarts: Pick<RestartCounts, 'add'>
  readyLimit(pea: SupervisedPea): number
  sendWiring(pea: SupervisedPea): void
  wire(peas: readonly SupervisedPea[]): void
  peersOf(pea: SupervisedPea): readonly SupervisedPea[]
  announceExit(pea: SupervisedPea): void
  announceLeave(pea: SupervisedPea): void
  sendState(pea: SupervisedPea): void
  send(pea: SupervisedPea, message: FlowMessage): void
}

interface Context {
  readonly supervisor: Supervision
  readonly pea: SupervisedPea
}

type Performers = {
  readonly [T in PeaCommand['type']]: (context: Context, command: Extract<PeaCommand, { type: T }>) => void
}

/** Carries out a command. What it takes to know the other Peas of the Flow is the supervisor's, all else the Pea's. */
export function perform(supervisor: Supervision, pea: SupervisedPea, command: PeaCommand): void {
  const performer = PERFORMERS[command.type] as (context: Context, command: PeaCommand) => void
  performer({ supervisor, pea }, command)
}

const PERFORMERS: Performers = {
  launch: ({ supervisor, pea }) => void pea.launch(supervisor.settings, () => supervisor.readyLimit(pea)),
  relaunch: ({ supervisor, pea }, { pause, reason }) => {
    if (reason !== undefined) supervisor.restarts.add(pea.plan.pod, reason)
    pea.relaunch(pause)
  },
  'end-pause': ({ pea }) => pea.relaunch(0),
  kill: ({ supervisor, pea }) => {
    askToStop(supervisor, pea)
    pea.kill()
  },
  terminate: ({ supervisor, pea }, { grace }) => {
    askToStop(supervisor, pea)
    pea.terminate({ grace })
  },
  replace: ({ pea }) => pea.replace(),
  'stop-watch': ({ pea }) => pea.stopWatch(),
  'settle-bound': ({ pea }) => pea.bound.resolve(),
  'settle-ready': ({ pea }) => pea.settleReady(),
  'settle-idle': ({ pea }) => pea.settleQuestions(),
  'settle-final-error': ({ pea }) => pea.settleFinalError(),
  'fail-start': ({ supervisor, pea }, { cause }) => void pea.failStart(cause, supervisor.settings.violations),
  'give-up': ({ pea }, { error }) => pea.giveUp(error),
  end: ({ pea }) => pea.ended.resolve(),
  'send-wiring': ({ supervisor, pea }) => supervisor.sendWiring(pea),
  'wire-peers': ({ supervisor, pea }) => supervisor.wire([pea, ...supervisor.peersOf(pea)]),
  'remind-peers': ({ supervisor, pea }) => {
    for (const peer of supervisor.peersOf(pea)) supervisor.sendWiring(peer)
  },
  'announce-exit': ({ supervisor, pea }) => supervisor.announceExit(pea),
  'announce-leave': ({ supervisor, pea }) => supervisor.announceLeave(pea),
  'send-state': ({ supervisor, pea }) => supervisor.sendState(pea),
  'repeat-questions': ({ supervisor, pea }) => {
    if (pea.idle.isOpen) supervisor.send(pea, { type: 'drain' })
  },
  emit: ({ supervisor }, { event }) => supervisor.settings.onEvent(event),
}

/** A launcher may not reach its Pea: that of a container does so through an Engine, which may have gone. */
function askToStop(supervisor: Supervision, pea: SupervisedPea): void {
  const { external, role } = pea.plan
  if (external !== true && role !== 'gateway') supervisor.send(pea, { type: 'stop' })
}
