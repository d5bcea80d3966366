// NeMo and TorchServe archives: what their configuration and their manifest make others run.
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import nemo from '../../src/artifacts/formats/nemo.js'
import mar from '../../src/artifacts/formats/torchserve-mar.js'
import { opened } from './open.js'
import { buildTar } from './tar-builder.js'
import { buildZip, bytes } from './zip-builder.js'

const system = ['os', 'system'].join('.')

describe('artifact.nemo', () => {
  async function read(configs: string[], pack: (data: Uint8Array) => Uint8Array = (data) => data): Promise<{ props: Awaited<ReturnType<typeof nemo.read>>['props']; unread: unknown[]; contained: string[] }> {
    const file = await opened('asr/orchard.nemo', pack(buildTar([...configs.map((data) => ({ name: './model_config.yaml', data })), { name: './model_weights.ckpt', data: 'weights' }])))
    expect(nemo.recognise(file)).toBeGreaterThan(1)
    expect(await nemo.confirm?.(file)).toBe(true)
    return { props: (await nemo.read(file)).props, unread: file.unread, contained: file.contained.map(({ member }) => member) }
  }

  it.each([['a tar', undefined], ['a packed one', (data: Uint8Array) => new Uint8Array(gzipSync(data))]])('a target that is none of its own: %s', async (_, pack) => {
    const { props, contained } = await read([`target: nemo.x.Model\npreprocessor:\n  _target_: ${system}\n  command: echo hello\n`], pack)
    expect(props.targets).toMatchObject([{ what: system, member: './model_config.yaml', detail: expect.stringContaining('preprocessor._target_: ') as string }])
    expect(contained).toEqual(['./model_weights.ckpt'])
  })

  it('unknown packages are told, those of NeMo are not', async () => {
    const { props } = await read(['a:\n  _target_: nemo.collections.asr.modules.X\nb:\n  - _target_: torch.optim.Adam\n  - _target_: evil_package.Thing\n'])
    expect(props.targets.map(({ what }) => what)).toEqual(['evil_package.Thing'])
  })

  it('loaders and dunders within torch are told all the same', async () => {
    const { props } = await read(['a:\n  _target_: torch.load\nb:\n  _target_: torch.nn.__builtins__.eval\n'])
    expect(props.targets.length).toBe(2)
  })

  it('the second of two configurations counts', async () => {
    const { props } = await read(['a: 1\n', `_target_: ${system}\n`])
    expect(props.targets.length).toBe(1)
    expect(props.duplicates.length).toBe(1)
  })

  it('Python tags, and YAML that is none', async () => {
    expect((await read([`a: !!python/object/apply:${system} [echo]\n`])).props.pythonTags.length).toBe(1)
    expect((await read(['a: [1, 2\nb: }'])).unread).toMatchObject([{ reason: 'malformed', member: './model_config.yaml' }])
  })

  it('is no tar without such a configuration', async () => {
    expect(await nemo.confirm?.(await opened('a.nemo', buildTar([{ name: 'x', data: 'y' }])))).toBe(false)
  })
})

describe('artifact.torchserve_mar', () => {
  async function read(manifest: string, more: { name: string; data: string }[] = []): Promise<{ props: Awaited<ReturnType<typeof mar.read>>['props']; unread: unknown[]; contained: string[] }> {
    const file = await opened('store/orchard.mar', buildZip([{ name: 'MAR-INF/MANIFEST.json', data: manifest, method: 8 }, ...more]))
    expect(await mar.confirm?.(file)).toBe(true)
    return { props: (await mar.read(file)).props, unread: file.unread, contained: file.contained.map(({ member }) => member) }
  }

  it('a handler of its own, helpers, and requirements', async () => {
    const { props, contained } = await read(JSON.stringify({ model: { handler: 'serve.py:handle', requirementsFile: 'requirements.txt', modelName: 'orchard' } }), [{ name: 'serve.py', data: 'import os' }])
    expect(props).toMatchObject({ handler: 'serve.py:handle', builtInHandler: false })
    expect(props.code.map(({ what }) => what)).toEqual(['serve.py', 'serve.py:handle', 'requirements.txt'])
    expect(contained).toEqual(['serve.py'])
  })

  it('a file that takes the place of a handler of the server', async () => {
    const { props } = await read('{"model": {"handler": "image_classifier.py"}}', [{ name: 'image_classifier.py', data: 'x' }])
    expect(props.builtInHandler).toBe(false)
  })

  it('a manifest that cannot be read is told', async () => {
    expect((await read('{"model": ')).unread).toMatchObject([{ reason: 'malformed', member: 'MAR-INF/MANIFEST.json' }])
    expect((await read('[1, null, {"a": {"b": 1}}]')).props.handler).toBe(null)
    expect((await read('{"__proto__": {"handler": "x.py"}, "model": null}')).props.handler).toBe(null)
  })

  it('is no zip without a manifest', async () => {
    expect(await mar.confirm?.(await opened('a.mar', buildZip([{ name: 'a', data: bytes('x') }])))).toBe(false)
  })
})
