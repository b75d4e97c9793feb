import { type FlowPlan, isExec, isFlowError, type PeaPlan, stagesOf } from '@peaflow/core'
import { findProgramOf } from '@peaflow/pea/executor'
import { runsHere } from '../flow-file/runs-here.ts'

/**
 * What runs the executors of a plan that are programs of their own, one line for each Pod: the interpreter of a file in
 * Python and where it was found, or the path of a program.
 */
export async function describePrograms({ peas }: FlowPlan, directory: string): Promise<readonly string[]> {
  const stages = new Map(
    peas
      .filter(runsHere)
      .flatMap(stagesOf)
      .map((pea) => [`${pea.pod} ${pea.role}`, pea]),
  )
  const lines = await Promise.all([...stages.values()].map((pea) => describe(pea, directory)))
  return lines.filter((line) => line !== undefined)
}

async function describe(pea: PeaPlan, directory: string): Promise<string | undefined> {
  try {
    const found = await findProgramOf({ ...pea, directory })
    if (found === undefined) return undefined
    if (isExec(pea.uses)) return `${pea.pod} runs ${pea.uses.exec.command.join(' ')}: ${found.file}`
    return `${pea.pod} runs ${pea.uses} with ${found.file}, from ${found.from}`
  } catch (error) {
    if (!isFlowError(error)) throw error
    return `${pea.pod}: ${error.message}`
  }
}
