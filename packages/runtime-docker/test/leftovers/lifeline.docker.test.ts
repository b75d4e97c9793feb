import { beforeAll, expect, test } from 'vitest'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { buildTestImage } from '../docker/image.ts'
import { runInChild } from '../docker/run-in-child.ts'

const flow = `lifeline-${process.pid}`
const directory = makeFolder()

describeDocker('the lifeline', () => {
  beforeAll(() => buildTestImage(), 180_000)

  test('it ends a container when the process that launched it is killed', async () => {
    const child = await runInChild(`
      const launcher = dockerLauncher()
      const onLog = ({ text }) => console.log(text)
      await launcher.launch(specToDo([['ignore']], { flow: '${flow}', directory: '${directory}' }), { onLog })
    `)
    await child.wrote('staying')
    const [name = ''] = await containersOf(flow)
    const removed = engine.getContainer(name.slice(1)).wait({ condition: 'removed' })
    child.process.kill('SIGKILL')
    await removed
    expect(await containersOf(flow)).toEqual([])
  })
})
