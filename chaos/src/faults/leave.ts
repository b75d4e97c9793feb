import type { Fault } from './fault.ts'

/** Tells some of the replicas that have joined to leave, as a rolling update does. */
export const leave: Fault = ({ joined, random, note }) => {
  const pids = joined?.pids ?? []
  for (const pid of random.sample(pids, random.whole(1, 2))) {
    process.kill(pid, 'SIGTERM')
    note('leave')
  }
}
