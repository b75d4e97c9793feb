import { posix } from 'node:path'
import type { Replacement } from './complete-executors.ts'

/** The text of a file that has to be written. An executor passes documents unchanged until it is. */
export function writeSkeleton(skeleton: Replacement): string {
  if (skeleton.classFile !== undefined) return nameClass(skeleton.classFile, skeleton)
  return skeleton.path.endsWith('.py') ? writePython(skeleton) : writeModule(skeleton)
}

/** An executor YAML, whose paths start from its own folder. */
function nameClass(file: string, { path, instead }: Replacement): string {
  return `jtype: ${instead}\npy_modules: ${JSON.stringify(posix.relative(posix.dirname(path), file))}\n`
}

function writePython({ pod }: Replacement): string {
  return `"""The executor of the Pod ${pod}. Documents pass unchanged until it is written."""

from peaflow import Executor, requests


class Work(Executor):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # Called once, before the first request: load what takes long here.

    # Serves every endpoint that has no function of its own, such as @requests(on="/index").
    @requests
    def work(self, docs, **kwargs):
        pass
`
}

function writeModule({ instead, pod }: Replacement): string {
  return `// In place of ${JSON.stringify(instead)}, the executor of the Pod ${pod}. Documents pass unchanged until it is written.

export default {
  /** Called once, before the first request: load what takes long here. */
  async setup(ctx) {},

  requests: {
    /** Serves every endpoint that has no function of its own, such as '/index'. */
    default: async (documents, ctx) => documents,
  },
}
`
}
