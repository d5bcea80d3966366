// ONNX models as the framework writes them. `test/artifacts/samples/graphs.py` makes them; AISPM_SAMPLES names their folder.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import onnx from '../../src/artifacts/formats/onnx.js'
import { opened } from './open.js'

const folder = process.env['AISPM_SAMPLES']

describe.skipIf(folder === undefined)('ONNX models of the framework (AISPM_SAMPLES)', () => {
  const load = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder ?? '', 'onnx', name)))

  const signsOf = async (name: string, siblings: Record<string, Uint8Array> = {}): Promise<Record<string, string[]>> => {
    const file = await opened(name, load(name), { siblings })
    expect(onnx.recognise(file)).toBe(3)
    const { props } = await onnx.read(file)
    expect(file.unread).toEqual([])
    expect(props).toMatchObject({ irVersion: 10, producer: 'orchard 1.0' })
    const { externalEscapes, externalLinks, externalFaults, customOperators, faults, secrets, payloads } = props
    return Object.fromEntries(Object.entries({ externalEscapes, externalLinks, externalFaults, customOperators, faults, secrets, payloads })
      .filter(([, list]) => list.length > 0).map(([key, list]) => [key, list.map(({ what }) => what)]))
  }

  it.each(['plain.onnx', 'functions.onnx', 'subgraphs.onnx', 'training.onnx', 'regressor.onnx', 'described.onnx'])('finds nothing in %s', async (name) => {
    expect(await signsOf(name)).toEqual({})
  })

  it('finds weights that stand beside the model, or do not', async () => {
    expect(await signsOf('external/model.onnx', { 'external/weights.bin': load('external/weights.bin') })).toEqual({})
    expect(await signsOf('external/model.onnx', { 'external/weights.bin': load('external/weights.bin').subarray(1) })).toEqual({ externalFaults: ['weights.bin has 127 bytes'] })
    expect(await signsOf('external/model.onnx')).toEqual({ externalFaults: ['weights.bin is missing'] })
  })

  it('finds what is wrong with the others', async () => {
    expect(await signsOf('traversal.onnx')).toEqual({ externalEscapes: ['../../secrets.bin'] })
    expect(await signsOf('custom.onnx')).toEqual({ customOperators: ['orchard.custom.Squeeze3'] })
  })
})
