import { ip } from './ip.ts'
import { cableOf, type Machine, type Plug, SWITCH, toMachine } from './machine.ts'
import { openSite, type Site, takeDown } from './site.ts'

/** Two machines that reach each other and this one, and nothing else. */
export interface Network extends Disposable {
  /** What the machines reach this one by. */
  readonly address: string
  readonly machines: readonly [Machine, Machine]
  /** The cable of this machine: cut, it reaches none of the others. */
  readonly cable: Pick<Machine, 'cut' | 'heal'>
  /**
   * Takes everything down.
   *
   * @throws Error if something still runs on a machine; it is ended all the same.
   */
  close(): void
}

/**
 * Plugs two new machines, and this one, into a switch of their own. Names and addresses follow from the id of this
 * process, so that tests in other processes may do the same at the same time.
 */
export function openNetwork(): Network {
  const site = openSite()
  try {
    const here = plugIn(site, 0)
    const close = () => takeDown(site)
    const machines = [openMachine(site, 1), openMachine(site, 2)] as const
    return { address: addressOf(site, 0), machines, cable: cableOf(here), close, [Symbol.dispose]: close }
  } catch (error) {
    takeDown(site)
    throw error
  }
}

function openMachine(site: Site, place: number): Machine {
  const name = nameOf(site, place)
  ip(`netns add ${name}`)
  ip(`-n ${name} link set lo up`)
  const plug = plugIn(site, place)
  // Nothing strays, and who asks a name server is told at once that there is no way.
  ip(`-n ${name} route add unreachable default`)
  return toMachine(name, addressOf(site, place), plug)
}

/** Lays the cable between the switch and a machine: this one at place 0. */
function plugIn(site: Site, place: number): Plug {
  const link = nameOf(site, place)
  const plug = { hub: site.hub, port: `port${place}` }
  const there = place === 0 ? '' : `-n ${link} `
  ip(`-n ${site.hub} link add ${plug.port} type veth peer name ${link} netns ${place === 0 ? process.pid : link}`)
  ip(`-n ${site.hub} link set ${plug.port} master ${SWITCH} up`)
  ip(`${there}addr add ${addressOf(site, place)}/28 dev ${link}`)
  ip(`${there}link set ${link} up`)
  return plug
}

function nameOf({ name }: Site, place: number): string {
  return place === 0 ? name : `${name}m${place}`
}

function addressOf({ net, first }: Site, place: number): string {
  return `${net}.${first + 1 + place}`
}
