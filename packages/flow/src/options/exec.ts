import type { ExecPlan } from '@peaflow/core'
import * as z from 'zod/mini'
import { splitCommand } from './split-command.ts'
import { text, word } from './values.ts'

/** A command line, split as a shell splits it. */
const commandLine = z.pipe(
  text,
  z.transform((line, context): readonly string[] => {
    const split = splitCommand(line)
    if ('words' in split) return split.words
    context.issues.push({ code: 'custom', message: `"${line}": ${split.wrong}`, input: line, path: [] })
    return []
  }),
)

/** A program, as a command line or with how it talks to its Pea. */
export const exec = z.union([
  z.pipe(
    commandLine,
    z.transform((line): ExecPlan => ({ command: line, protocol: 'frames' })),
  ),
  z.strictObject({
    command: z.union([commandLine, z.array(z.string()).check(z.minLength(1))]),
    protocol: z._default(word(['frames', 'lines']), 'frames'),
    cwd: z.optional(text),
  }),
])
