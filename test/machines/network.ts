import { ip } from './ip.ts'
import { cableOf, type Machine, type Plug, SWITCH, toMachine } from './machine.ts'
import { openSubnet, removeSubnet, type Subnet } from './subnet.ts'

/** Two machines that reach each other and this one, and nothing else. */
export interface Network extends Disposable {
  /** The address at which the machines reach this one. */
  readonly address: string
  readonly machines: readonly [Machine, Machine]
  /** The cable of this machine: while it is cut, this machine reaches none of the others. */
  readonly cable: Pick<Machine, 'cut' | 'heal'>
  /**
   * Removes everything.
   *
   * @throws Error if a program is still running on a machine; it is killed all the same.
   */
  close(): void
}

/**
 * Connects two new machines and this one to a switch of their own. Names and addresses derive from the id of this
 * process, so that tests in other processes can do the same at the same time.
 */
export function openNetwork(): Network {
  const subnet = openSubnet()
  try {
    const here = connect(subnet, 0)
    const close = () => removeSubnet(subnet)
    const machines = [openMachine(subnet, 1), openMachine(subnet, 2)] as const
    return { address: addressOf(subnet, 0), machines, cable: cableOf(here), close, [Symbol.dispose]: close }
  } catch (error) {
    removeSubnet(subnet)
    throw error
  }
}

function openMachine(subnet: Subnet, index: number): Machine {
  const name = nameOf(subnet, index)
  ip(`netns add ${name}`)
  ip(`-n ${name} link set lo up`)
  const plug = connect(subnet, index)
  // Nothing leaves the network, and a query to a name server fails at once.
  ip(`-n ${name} route add unreachable default`)
  return toMachine(name, addressOf(subnet, index), plug)
}

/** Connects a machine to the switch. Index 0 is this machine. */
function connect(subnet: Subnet, index: number): Plug {
  const link = nameOf(subnet, index)
  const plug = { namespace: subnet.switchNamespace, port: `port${index}` }
  const there = index === 0 ? '' : `-n ${link} `
  ip(`-n ${plug.namespace} link add ${plug.port} type veth peer name ${link} netns ${index === 0 ? process.pid : link}`)
  ip(`-n ${plug.namespace} link set ${plug.port} master ${SWITCH} up`)
  ip(`${there}addr add ${addressOf(subnet, index)}/28 dev ${link}`)
  ip(`${there}link set ${link} up`)
  return plug
}

function nameOf({ name }: Subnet, index: number): string {
  return index === 0 ? name : `${name}m${index}`
}

function addressOf({ net, first }: Subnet, index: number): string {
  return `${net}.${first + 1 + index}`
}
