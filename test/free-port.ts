// Ports below those that Linux assigns by itself (32,768 and up), so that no other socket takes one between two tests. Each
// worker of vitest has a range of its own, and begins anywhere in it, so that two files in a row do not share ports.
const FIRST = Number(process.env.PEAFLOW_TEST_PORTS ?? 10_000)
const PER_WORKER = 1_000
const WORKERS = 5

const start = FIRST + (Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS) * PER_WORKER
let next = Math.floor(Math.random() * PER_WORKER)

/** A port of this machine that no other test uses, for what has to be opened at a known port. */
export function freePort(): number {
  next = (next + 1) % PER_WORKER
  return start + next
}

/** The first of some ports in a row, for what opens the ports after one. */
export function freePorts(count: number): number {
  for (;;) {
    const ports = Array.from({ length: count }, freePort)
    const [first = 0] = ports
    if (ports.at(-1) === first + count - 1) return first
  }
}
