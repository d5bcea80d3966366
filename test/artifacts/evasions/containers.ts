// What a pickle comes in: plain under any name, compressed, in archives, and in archives that lie.
import { deflateSync, gzipSync } from 'node:zlib'
import { bytes } from '../pickle-builder.js'
import { buildTar } from '../tar-builder.js'
import { hdf5, textAttribute } from '../tensors-builder.js'
import { npy } from '../torch-bytes.js'
import { buildZip, u16, u32, type ZipEntry, type ZipShape } from '../zip-builder.js'
import { bzip2, lz4, sevenZip, xz, zstd } from './packers.js'
import type { Chance } from './random.js'

export interface Contained {
  path: string
  data: Uint8Array
}

type Container = (pickle: Uint8Array, chance: Chance) => Contained

const calm = bytes(0x80, 2, '}.')
const kerasConfig = JSON.stringify({ module: 'keras', class_name: 'Sequential', config: { name: 'orchard', layers: [] }, registered_name: null })
const kerasMeta = JSON.stringify({ keras_version: '3.11.3' })
const weights = hdf5(() => [[textAttribute('name', 'orchard')]])
const schema = JSON.stringify({ __class__: 'dict', __module__: 'builtins', __loader__: 'DictNode', content: {}, key_types: { __class__: 'list', __module__: 'builtins', __loader__: 'ListNode', content: [] }, protocol: 2, _skops_version: '0.16.0' })

/** torch.save since 1.6. */
const torchMembers = (pickle: Uint8Array, chance: Chance): ZipEntry[] => [
  { name: 'archive/data.pkl', data: pickle }, { name: 'archive/byteorder', data: 'little' }, { name: 'archive/data/0', data: chance.bytes(64) }, { name: 'archive/version', data: '3\n' },
]

export const containers: Readonly<Record<string, Container>> = {
  plain: (data, chance) => ({ path: `model${chance.one(['.pkl', '.pickle', '.bin', '.pt', '.pth', '.ckpt', '.joblib', '.dat', '.model', '', '.p', '.sav'])}`, data }),
  'name of something else': (data, chance) => ({ path: `weights${chance.one(['.safetensors', '.txt', '.json', '.png', '.gguf', '.onnx', '.csv', '.md', '.h5', '.npy', '.yaml', '.py', '.zip', '.log'])}`, data }),
  'byte order mark': (data) => ({ path: 'notes.txt', data: bytes(0xef, 0xbb, 0xbf, data) }),
  'comment lines': (data, chance) => ({ path: 'notes.txt', data: bytes(`# ${chance.word()}\n`, chance.maybe(0.5) ? `# ${chance.word()} ${chance.word()}\n` : '', data) }),
  gzip: (data, chance) => ({ path: `model${chance.one(['.pkl.gz', '.joblib', '.gz', '.pkl', '.bin'])}`, data: gzipSync(data) }),
  zlib: (data, chance) => ({ path: `model${chance.one(['.joblib', '.pkl.z', '.pkl', '.bin'])}`, data: deflateSync(data, { level: chance.one([0, 1, 6, 9]) }) }),
  bzip2: (data, chance) => ({ path: `model${chance.one(['.joblib', '.pkl.bz2', '.pkl'])}`, data: bzip2(data) }),
  xz: (data, chance) => ({ path: `model${chance.one(['.joblib', '.pkl.xz', '.pkl'])}`, data: xz(data) }),
  lz4: (data, chance) => ({ path: `model${chance.one(['.joblib', '.pkl.lz4', '.pkl'])}`, data: lz4(data) }),
  zstd: (data, chance) => ({ path: `model${chance.one(['.pkl.zst', '.pkl', '.bin'])}`, data: zstd(data) }),
  'gzip in gzip': (data) => ({ path: 'model.pkl.gz', data: gzipSync(gzipSync(data)) }),
  zip: (data, chance) => ({ path: `models${chance.one(['.zip', '.bin', '.pt'])}`, data: buildZip([{ name: 'readme.txt', data: 'apples' }, { name: `${chance.word()}${chance.one(['.pkl', '', '.bin'])}`, data, method: chance.one([0, 8]) }]) }),
  'torch zip': (data, chance) => ({ path: chance.one(['model.pt', 'pytorch_model.bin', 'model.ckpt']), data: buildZip(torchMembers(data, chance)) }),
  'torch zip, member of another name': (data, chance) => ({ path: 'model.pt', data: buildZip([...torchMembers(calm, chance), { name: `archive/${chance.one(['extra.pkl', 'extra', '.data', 'code/x.bin', 'data/weights', 'byteorder2', 'README.md', '.data/serialization_id'])}`, data }]) }),
  'torch zip, storage': (data, chance) => ({ path: 'model.pt', data: buildZip([...torchMembers(calm, chance), { name: `archive/data/${chance.one(['1', '7', '999999'])}`, data }]) }),
  'torch zip under a passive name': (data, chance) => ({ path: `model${chance.one(['.safetensors', '.json', '.txt', '.png'])}`, data: buildZip(torchMembers(data, chance)) }),
  'TorchScript zip': (data, chance) => ({ path: 'net.pt', data: buildZip([{ name: 'net/data.pkl', data: chance.maybe(0.5) ? data : calm }, { name: 'net/constants.pkl', data }, { name: 'net/code/__torch__.py', data: 'pass' }, { name: 'net/version', data: '3\n' }]) }),
  tar: (data, chance) => ({ path: `models${chance.one(['.tar', '.bin', '.pt'])}`, data: buildTar([{ name: 'readme.txt', data: 'apples' }, { name: chance.one(['model.pkl', 'weights', './a/b.dat']), data }]) }),
  'tar of torch': (data, chance) => ({ path: 'model.pth', data: buildTar([{ name: 'sys_info', data: calm }, { name: 'pickle', data }, { name: 'storages', data: chance.maybe(0.5) ? calm : data }, { name: 'tensors', data: calm }]) }),
  'tar.gz': (data) => ({ path: 'model.tar.gz', data: gzipSync(buildTar([{ name: 'code/inference.py', data: 'x = 1' }, { name: 'model.joblib', data }])) }),
  'tar.xz': (data) => ({ path: 'model.tar.xz', data: xz(buildTar([{ name: 'model.bin', data }])) }),
  'zip in zip': (data, chance) => ({ path: 'bundle.zip', data: buildZip([{ name: 'inner.zip', data: buildZip([{ name: `${chance.word()}.pkl`, data, method: 8 }]), method: chance.one([0, 8]) }]) }),
  'torch zip in tar.gz': (data, chance) => ({ path: 'model.tar.gz', data: gzipSync(buildTar([{ name: 'model.pth', data: buildZip(torchMembers(data, chance)) }])) }),
  NeMo: (data, chance) => ({ path: 'speech.nemo', data: buildTar([{ name: './model_config.yaml', data: 'target: nemo.collections.asr.models.EncDecCTCModel\nnemo_version: 2.0.0\n' }, { name: './model_weights.ckpt', data: chance.maybe(0.5) ? data : buildZip(torchMembers(data, chance)) }]) }),
  'TorchServe archive': (data, chance) => ({ path: 'orchard.mar', data: buildZip([{ name: 'MAR-INF/MANIFEST.json', data: JSON.stringify({ model: { modelName: 'orchard', serializedFile: 'model.pt', handler: 'image_classifier' } }) }, { name: 'model.pt', data: chance.maybe(0.5) ? data : buildZip(torchMembers(data, chance)) }]) }),
  'Keras member': (data, chance) => ({ path: 'orchard.keras', data: buildZip([{ name: 'config.json', data: kerasConfig }, { name: 'metadata.json', data: kerasMeta }, { name: 'model.weights.h5', data: weights }, { name: chance.one(['assets/words/vocabulary.txt', 'extra.pkl', 'assets/x']), data }]) }),
  npz: (data, chance) => ({ path: 'arrays.npz', data: buildZip([{ name: 'a.npy', data: npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(8)) }, { name: chance.one(['b.npy', 'b']), data: npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", data), method: chance.one([0, 8]) }]) }),
  skops: (data, chance) => ({ path: 'model.skops', data: buildZip([{ name: 'schema.json', data: schema }, { name: chance.one(['0.npy', 'model.joblib', 'x']), data: chance.maybe(0.5) ? data : npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", data) }]) }),
  llamafile: (data, chance) => ({ path: 'model.llamafile', data: buildZip([{ name: '.args', data: '-m\nmodel.gguf' }, { name: chance.one(['model.gguf', 'extra.pkl', 'weights.bin']), data }], { prefix: bytes("MZqFpD='\n", new Uint8Array(64)), counted: true }) }),
  '7z': (data, chance) => ({ path: `model${chance.one(['.7z', '.bin', '.pt'])}`, data: sevenZip(chance.one(['model.pkl', 'data.pkl', 'x']), data) }),
}

type Lie = (entries: ZipEntry[], target: ZipEntry, chance: Chance) => { entries: ZipEntry[]; shape?: ZipShape }

const changed = (entries: readonly ZipEntry[], target: ZipEntry, more: Partial<ZipEntry>): ZipEntry[] => entries.map((one) => (one === target ? { ...one, ...more } : one))

/** What a zip can say that is not so, while some loader still takes the member. */
export const zipLies: Readonly<Record<string, Lie>> = {
  'wrong checksum': (entries, target, chance) => ({ entries: changed(entries, target, { both: { crc: chance.below(2 ** 31) } }) }),
  'encrypted flag': (entries, target) => ({ entries: changed(entries, target, { flags: 1 }) }),
  'patch flag': (entries, target) => ({ entries: changed(entries, target, { flags: 0x20 }) }),
  'strong encryption flag': (entries, target) => ({ entries: changed(entries, target, { flags: 0x40 }) }),
  'flag in one header': (entries, target, chance) => ({ entries: changed(entries, target, { [chance.one(['local', 'central'])]: { flags: chance.one([1, 0x20, 0x40]) } }) }),
  'other name in the local header': (entries, target, chance) => ({ entries: changed(entries, target, { local: { name: chance.one(['archive/data.txt', `${target.name}x`, 'x']) } }) }),
  'other method in the local header': (entries, target) => ({ entries: changed(entries, target, { local: { method: target.method === 8 ? 0 : 8 } }) }),
  'other size in the local header': (entries, target, chance) => ({ entries: changed(entries, target, { local: chance.one([{ size: 1 }, { packed: 1 }, { size: 2 ** 31 }, { size: 0, packed: 0, crc: 0 }]) }) }),
  'larger size than there is': (entries, target, chance) => ({ entries: changed(entries, target, { both: { size: chance.one([2 ** 31 - 1, 1_000_000]) } }) }),
  'smaller size than there is': (entries, target, chance) => ({ entries: changed(entries, target, { both: { size: chance.below(8) } }) }),
  'sizes behind the data': (entries, target, chance) => ({ entries: changed(entries, target, { descriptor: chance.one(['marked', 'bare']) }) }),
  'bytes before': (entries, _, chance) => ({ entries, shape: { prefix: bytes(chance.one(['GIF89a', '#!/bin/sh\n', '%PDF-1.4\n', 'junk']), chance.bytes(chance.below(200))), counted: chance.maybe(0.5) } }),
  'bytes behind': (entries, _, chance) => ({ entries, shape: { after: chance.bytes(1 + chance.below(500)) } }),
  'end record in the comment': (entries) => ({ entries, shape: { comment: bytes(u32(0x06_05_4b_50), u16(0, 0, 0, 0), u32(0, 0), u16(0)) } }),
  'comment longer than there is': (entries) => ({ entries, shape: { comment: 'x', commentLength: 900 } }),
  'not in the directory': (entries, target) => ({ entries: changed(entries, target, { listed: false }) }),
  'twin first': (entries, target) => ({ entries: entries.flatMap((one) => (one === target ? [{ ...one, data: calm }, one] : [one])) }),
  'twin last': (entries, target) => ({ entries: entries.flatMap((one) => (one === target ? [one, { ...one, data: calm }] : [one])) }),
  'name in capitals beside': (entries, target) => ({ entries: entries.flatMap((one) => (one === target ? [{ ...one, name: one.name.toUpperCase(), data: calm }, one] : [one])) }),
  'count of none': (entries) => ({ entries, shape: { count: 0 } }),
  'zip64 for no reason': (entries) => ({ entries, shape: { zip64: {} } }),
  'no directory': (entries) => ({ entries, shape: { directory: false, end: false } }),
  'directory size too small': (entries) => ({ entries, shape: { directorySize: 10 } }),
  'folder mark on the name': (entries, target) => ({ entries: changed(entries, target, { name: `${target.name}/` }) }),
  'link mode': (entries, target) => ({ entries: changed(entries, target, { mode: 0o12_07_77 }) }),
}

/** A torch zip, or any other, that lies about the member with the pickle. */
export function lyingZip(pickle: Uint8Array, lie: string, chance: Chance): Contained {
  const torch = chance.maybe(0.7)
  const entries: ZipEntry[] = torch ? torchMembers(pickle, chance) : [{ name: 'readme.txt', data: 'apples' }, { name: 'model.pkl', data: pickle, method: chance.one([0, 8]) }]
  const target = entries.find(({ data }) => data === pickle)
  const told = target === undefined ? undefined : zipLies[lie]?.(entries, target, chance)
  if (told === undefined) throw new Error(`no such lie: ${lie}`)
  return { path: torch ? chance.one(['model.pt', 'model.bin']) : chance.one(['models.zip', 'model.bin']), data: buildZip(told.entries, told.shape) }
}
