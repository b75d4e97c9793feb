import { afterAll, beforeAll, expect, test } from 'vitest'
import { LABELS } from '../../src/labels/labels.ts'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { ownerOfThisProcess, writeOwner } from '../../src/leftovers/owner.ts'
import { prune } from '../../src/leftovers/prune.ts'
import { specToDo, TEST_IMAGE } from '../docker/actions.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { buildTestImage } from '../docker/image.ts'

const flow = `prune-${process.pid}`
const directory = makeFolder()
const owner = ownerOfThisProcess()
const gone = writeOwner({ ...owner, started: '1' })

/** Creates a container without a handle. */
async function leave(labels: Readonly<Record<string, string>>, isRunning = true): Promise<string> {
  const container = await engine.createContainer({
    Image: TEST_IMAGE,
    Cmd: ['--with', '{"do":[["ignore"]]}'],
    OpenStdin: true,
    Labels: { [LABELS.flow]: flow, [LABELS.pea]: 'encode/0', ...labels },
  })
  if (isRunning) await container.start()
  return container.id
}

const exists = (id: string) =>
  engine
    .getContainer(id)
    .inspect()
    .then(
      () => true,
      () => false,
    )

describeDocker('prune', () => {
  beforeAll(() => buildTestImage(), 180_000)
  afterAll(async () => {
    for (const name of await containersOf(flow)) await engine.getContainer(name.slice(1)).remove({ force: true })
  })

  test('it removes containers of a process that has ended, running or not, and nothing else', async () => {
    const orphaned = await Promise.all([leave({ [LABELS.owner]: gone }), leave({ [LABELS.owner]: gone }, false)])
    const others = await Promise.all([
      leave({}),
      leave({ [LABELS.owner]: writeOwner(owner) }),
      leave({ [LABELS.owner]: writeOwner({ ...owner, machine: 'elsewhere', started: '1' }) }),
      leave({ [LABELS.owner]: 'nonsense' }),
    ])
    // The first launch of another process may have pruned them already.
    for (const container of (await prune()).filter((container) => container.flow === flow)) {
      expect(container).toMatchObject({ pea: 'encode/0', name: expect.stringMatching(/^[a-z]+_[a-z]+\d*$/) })
    }
    expect(await Promise.all(orphaned.map(exists))).toEqual([false, false])
    expect(await Promise.all(others.map(exists))).toEqual([true, true, true, true])
  })

  test('it also happens at the first launch', async () => {
    const orphaned = await leave({ [LABELS.owner]: gone })
    const handle = await dockerLauncher().launch(specToDo([['stay']], { flow, directory }))
    expect(await exists(orphaned)).toBe(false)
    await handle.stop({ grace: 0 })
  })
})
