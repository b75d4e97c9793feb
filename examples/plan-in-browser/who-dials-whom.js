// Planning without running: @peaflow/flow turns a flow file into links, in Node as in a browser.
import { buildFlow, Flow } from '@peaflow/flow'

/** A line for each link of a Flow that is written as YAML. */
export function whoDialsWhom(yaml) {
  const { links } = buildFlow(Flow.fromYaml(yaml))
  return links.map(({ from, to, bind, connect, address }) => {
    return `${from} -> ${to}: ${bind} binds, ${connect} dials ${address}`
  })
}
