import { Flow, type PodOptions } from '@peaflow/flow'
import { describe, expect, it } from 'vitest'
import { renderFlow } from '../../src/export/render.ts'
import { requestOf } from './rendered.ts'

describe('code that is in no image', () => {
  const cases: [what: string, options: PodOptions, image: string, refused: boolean][] = [
    ['a file of a process, in the bare image', { uses: './split.js' }, 'peaflow/pea', true],
    ['a package, in the bare image', { uses: 'some-package' }, 'peaflow/pea:1', true],
    ['a file of a process, in an image of its author', { uses: './split.js' }, 'acme/flow:1', false],
    ['a built-in', { uses: '_merge' }, 'peaflow/pea', false],
    ['the executor of a head', { image: 'acme/a', replicas: 2, usesBefore: './before.js' }, 'peaflow/pea', true],
    ['a file of this machine, beside an image', { image: 'acme/a', uses: './a.js' }, 'peaflow/pea', true],
    ['a file of an image', { image: 'acme/a', uses: 'a.js' }, 'peaflow/pea', false],
    ['a file in the bare image', { image: 'peaflow/pea', uses: 'a.js' }, 'peaflow/pea', true],
    ['an absolute path in the bare image', { image: 'peaflow/pea', uses: '/mnt/a.js' }, 'peaflow/pea', false],
    ['code of an external Pod', { external: true, host: '10.0.0.2', uses: './a.js' }, 'peaflow/pea', false],
  ]

  it.each(cases)('%s', (_what, options, image, refused) => {
    const request = requestOf(new Flow({ hostname: '10.0.0.1' }).add({ name: 'split', ...options }), 'kubernetes', {
      image,
    })
    if (refused)
      expect(() => renderFlow(request)).toThrow(
        expect.objectContaining({ code: 'CONFIG_EXPORT_NOT_IN_IMAGE', pod: 'split' }),
      )
    else expect(renderFlow(request).length).toBeGreaterThan(0)
  })

  it('comes with the Dockerfile that puts it into one', () => {
    const request = requestOf(new Flow().add({ name: 'split', uses: './lib/split.js' }), 'swarm', {
      image: 'peaflow/pea',
    })
    expect(() => renderFlow(request)).toThrow(
      expect.objectContaining({
        message: '"split" uses ./lib/split.js, which is in no image',
        hint: expect.stringContaining(
          'FROM peaflow/pea\n  COPY . .\n  ENTRYPOINT ["peaflow", "pea", "--uses", "lib/split.js"]',
        ),
      }),
    )
  })

  it('is reported for all Pods at once, with options that cannot be exported', () => {
    const wrong = new Flow()
      .add({ name: 'a', uses: './a.js' })
      .add({ name: 'b', image: 'acme/b', docker: { Hostname: 'b' } })
    expect(() => renderFlow(requestOf(wrong, 'kubernetes', { image: 'peaflow/pea' }))).toThrow(
      /\n- "a" uses \.\/a\.js, which is in no image\n- docker of "b" cannot be exported/,
    )
  })
})
