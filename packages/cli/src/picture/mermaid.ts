import type { FlowPlan } from '@peaflow/core'
import { describeGroup, type Picture, type PictureBox, type PictureGroup, toPicture } from './picture.ts'

const CLASSES = [
  'classDef gateway fill:#1e293b,stroke:#1e293b,color:#f8fafc',
  'classDef container fill:#e8f4fd,stroke:#3b9edb,color:#0f172a',
  'classDef remote fill:#fdf3e1,stroke:#dd9a2f,color:#0f172a',
  'classDef local fill:#f8fafc,stroke:#94a3b8,color:#0f172a',
  'classDef side fill:#f8fafc,stroke:#94a3b8,color:#0f172a,stroke-dasharray:5 4',
]

/** Writes a plan as a Mermaid flowchart, which GitHub and others can draw. */
export function toMermaid(plan: FlowPlan): string {
  const picture = toPicture(plan)
  const ids = numberBoxes(picture)
  return `${[
    `---`,
    `title: ${JSON.stringify(`${picture.title}: ${picture.subtitle}`)}`,
    `---`,
    'flowchart LR',
    ...picture.groups.flatMap((group, index) => writeGroup(group, index, ids)),
    ...picture.arrows.map((arrow) => `  ${ids.get(arrow.from)} --> ${ids.get(arrow.to)}`),
    ...CLASSES.map((line) => `  ${line}`),
    ...picture.groups.map(
      (group) => `  class ${group.boxes.map((box) => ids.get(box.id)).join(',')} ${classOf(group)}`,
    ),
  ].join('\n')}\n`
}

/** Names for Mermaid, where the name of a Pod or Pea may not be allowed (`end`, `encode/0`). */
function numberBoxes(picture: Picture): Map<string, string> {
  const boxes = picture.groups.flatMap((group) => group.boxes)
  return new Map(boxes.map((box, index) => [box.id, `p${index}`]))
}

function writeGroup(group: PictureGroup, index: number, ids: ReadonlyMap<string, string>): string[] {
  const [only] = group.boxes
  const label = `<b>${escapeText(group.title)}</b><br/><small>${escapeText(describeGroup(group))}</small>`
  if (only !== undefined && group.boxes.length === 1) return [`  ${writeBox(ids.get(only.id), label, group)}`]
  return [
    `  subgraph g${index}["${label}"]`,
    ...group.boxes.map((box) => `    ${writeReplica(ids.get(box.id), box)}`),
    '  end',
  ]
}

function writeBox(id: string | undefined, label: string, group: PictureGroup): string {
  return group.kind === 'gateway' ? `${id}(["${label}"])` : `${id}["${label}"]`
}

function writeReplica(id: string | undefined, box: PictureBox): string {
  return box.role === 'replica' ? `${id}["${escapeText(box.label)}"]` : `${id}(["${escapeText(box.label)}"])`
}

function classOf(group: PictureGroup): string {
  return group.side ? 'side' : group.kind
}

function escapeText(text: string): string {
  return text.replace(/[&<>"#`\\]|\p{Cc}/gu, (char) => `#${char.codePointAt(0)};`)
}
