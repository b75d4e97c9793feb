import { BUILT_IN_EXECUTORS, type FlowPlan, isExec, type PeaPlan, parseImageName, stagesOf } from '@peaflow/core'
import type { ExportProblem } from './problem.ts'

const BUILT_INS: ReadonlySet<string> = new Set(BUILT_IN_EXECUTORS)

/** The repository of the image that runs any executor, and has none. */
export const PEA_REPOSITORY = 'peaflow/pea'

/** Executors that are files of this machine, so that no container finds them. */
export function findMissingCode({ peas }: Pick<FlowPlan, 'peas'>, flowImage: string): readonly ExportProblem[] {
  const stages = new Map(peas.flatMap(stagesOf).map((stage) => [`${stage.pod} ${stage.role} ${stage.uses}`, stage]))
  return [...stages.values()].flatMap((stage) => problemOf(stage, flowImage) ?? [])
}

function problemOf({ pod, uses, external, image }: PeaPlan, flowImage: string): ExportProblem | undefined {
  if (external === true) return undefined
  if (isExec(uses)) return isBare(image ?? flowImage) ? programInNoImage(pod, uses.exec.command) : undefined
  if (typeof uses !== 'string' || BUILT_INS.has(uses)) return undefined
  const isMissing = image === undefined ? isBare(flowImage) : isHere(image, uses)
  return isMissing ? inNoImage(pod, uses) : undefined
}

/** Beside an image, `./encode.js` is a file of this machine, and `encode.js` one of the image, unless that image has none. */
function isHere(image: string, uses: string): boolean {
  return uses.startsWith('.') || (isBare(image) && !uses.startsWith('/'))
}

function isBare(image: string): boolean {
  const parsed = parseImageName(image)
  return 'name' in parsed && parsed.name.registry === undefined && parsed.name.repository === PEA_REPOSITORY
}

function inNoImage(pod: string, uses: string): ExportProblem {
  const path = uses.replace(/^(?:\.\.?\/)+/, '')
  return {
    code: 'CONFIG_EXPORT_NOT_IN_IMAGE',
    pod,
    message: `"${pod}" uses ${uses}, which is in no image`,
    hint: [
      `Build one with this Dockerfile, and name it in \`image\` of "${pod}", in place of \`uses\`:`,
      `  FROM ${PEA_REPOSITORY}`,
      '  COPY . .',
      `  ENTRYPOINT ["peaflow", "pea", "--uses", ${JSON.stringify(path)}]`,
      `Or p${ONE_IMAGE.slice(1)}`,
    ].join('\n'),
  }
}

function programInNoImage(pod: string, [program = '']: readonly string[]): ExportProblem {
  return {
    code: 'CONFIG_EXPORT_NOT_IN_IMAGE',
    pod,
    message: `"${pod}" runs ${program}, which is in no image`,
    hint: ONE_IMAGE,
  }
}

const ONE_IMAGE = 'Put the code of all Pods into one image, in /flow, and name that with --image'
