// Model artifacts against what is possible at all: `artifacts.mjs walk|large|hash DIST COMPILED`, each in a process of its own.
import { createHash } from 'node:crypto'
import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [, , what, dist, compiled] = process.argv
const load = (folder, file) => import(pathToFileURL(join(folder, file)).href)
const folder = mkdtempSync(join(tmpdir(), 'aispm-artifacts-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const { FileBytes } = await load(dist, 'connectors/kit/file-bytes.js')
const { Budget, defaultLimits } = await load(dist, 'artifacts/limits.js')

async function timed(body, runs = 3) {
  let best = Infinity
  for (let i = 0; i < runs; i++) {
    const from = performance.now()
    await body()
    best = Math.min(best, performance.now() - from)
  }
  return best
}

/** Bytes that repeat: a file of any size that takes no room. */
function repeated(head, block, times, tail) {
  const size = head.length + block.length * times + tail.length
  const read = (offset, length) => {
    const out = new Uint8Array(Math.max(0, Math.min(length, size - offset)))
    for (let at = 0; at < out.length;) {
      const place = offset + at - head.length
      const [part, from] = place < 0 ? [head, place + head.length] : place < block.length * times ? [block, place % block.length] : [tail, place - block.length * times]
      const piece = part.subarray(from, from + out.length - at)
      out.set(piece, at)
      at += piece.length
    }
    return out
  }
  return { size, read }
}

/** Rows of numbers, short texts, memos and references, as picklers write them. */
async function walk() {
  const { PickleFacts } = await load(dist, 'artifacts/pickle/facts.js')
  const row = Buffer.from('(K\x01K\x02M\x03\x04J\x05\x06\x07\x08NN\x88\x89h\0h\0K\x07K\x08t\x94a', 'latin1')
  const block = Buffer.concat(Array.from({ length: 2000 }, () => row))
  const content = repeated(Buffer.from('\x80\x04]\x94', 'latin1'), block, Math.floor(100 * 2 ** 20 / block.length), Buffer.from('.'))
  let opcodes = 0
  const once = async () => {
    const facts = new PickleFacts()
    const unread = []
    await facts.read(content, { member: '', budget: new Budget(defaultLimits, () => performance.now()), unread })
    if (unread.length > 0) throw new Error(JSON.stringify(unread))
    opcodes = facts.opcodes
  }
  await once()
  const rss = process.resourceUsage().maxRSS
  const ms = await timed(once, 2)
  process.send({ size: content.size, opcodes, perSecond: opcodes / (ms / 1000), grown: (process.resourceUsage().maxRSS - rss) / 1024, peak: process.resourceUsage().maxRSS / 1024 })
}

/** A file with a hole: its head, its tail, and nothing in between. */
function sparse(name, head, size, tail = new Uint8Array(0)) {
  const path = join(folder, name)
  const fd = openSync(path, 'w')
  writeSync(fd, head, 0, head.length, 0)
  ftruncateSync(fd, size)
  writeSync(fd, tail, 0, tail.length, size - tail.length)
  closeSync(fd)
  return { path, size }
}

async function large() {
  const [{ Inspector }, { discoverFormats }, { Gguf, safetensors }, { sparseZip }] = await Promise.all([load(dist, 'artifacts/inspect.js'), load(dist, 'connectors/kit/discover.js'), load(compiled, 'test/artifacts/tensors-builder.js'), load(compiled, 'test/artifacts/torch-bytes.js')])
  const ten = 10 * 2 ** 30
  const layers = Array.from({ length: 1000 }, (_, i) => [`model.layers.${i}.weight`, { dtype: 'F16', shape: [ten / 2000], data_offsets: [i * ten / 1000, (i + 1) * ten / 1000] }])
  const header = safetensors(Object.fromEntries(layers.map(([name, one]) => [name, { ...one, shape: [Math.floor(ten / 2000)], data_offsets: [one.data_offsets[0], one.data_offsets[1]].map((at) => Math.round(at / 2000) * 2000) }])))
  const gguf = new Gguf({}).file([['general.architecture', new Gguf().string('llama')], ['tokenizer.ggml.tokens', new Gguf().strings(Array.from({ length: 32_000 }, (_, i) => `token${i}`))]], [{ name: 'w', shape: [ten / 4], type: 0, offset: 0 }])
  const pickle = Buffer.from('\x80\x02}q\0.', 'latin1')
  const { content } = sparseZip({ 'archive/data.pkl': pickle, 'archive/version': '3\n' }, 'archive/data/0', ten)
  const edge = 65_536
  const files = [
    sparse('model.safetensors', header, header.length + ten), sparse('model.gguf', gguf, gguf.length + ten),
    sparse('model.pt', content.read(0, edge), content.size, content.read(content.size - edge, edge)),
  ]
  const formats = await discoverFormats()
  const results = []
  for (const { path, size } of files) {
    let found = []
    const ms = await timed(async () => {
      const bytes = new FileBytes(path, size)
      found = await new Inspector(formats, defaultLimits, () => performance.now()).inspect({ path: path.slice(folder.length + 1), content: bytes, beside: () => Promise.resolve(null) })
      bytes.close()
    }, 5)
    results.push({ type: found[0]?.type ?? 'nothing', unread: found.flatMap((one) => one.unread.map(({ what }) => what)), ms })
  }
  process.send(results)
}

async function hash() {
  const { Digests } = await load(dist, 'artifacts/signature/digests.js')
  const size = 256 * 2 ** 20
  const path = join(folder, 'weights.bin')
  const fd = openSync(path, 'w')
  const noise = Buffer.from(Uint8Array.from({ length: 2 ** 20 }, (_, i) => (i * 2_654_435_761) >>> 24))
  for (let at = 0; at < size; at += noise.length) writeSync(fd, noise, 0, noise.length, at)
  closeSync(fd)
  const plain = () => {
    const from = openSync(path, 'r')
    const into = Buffer.allocUnsafe(2 ** 20)
    const digest = createHash('sha256')
    for (let got = readSync(from, into); got > 0; got = readSync(from, into)) digest.update(into.subarray(0, got))
    closeSync(from)
    return digest.digest('hex')
  }
  let [ours, theirs] = ['', '']
  // In turn, so that both meet the same load.
  let [own, floor] = [Infinity, Infinity]
  for (let i = 0; i < 3; i++) {
    floor = Math.min(floor, await timed(() => { theirs = plain() }, 1))
    own = Math.min(own, await timed(async () => {
      const bytes = new FileBytes(path, size)
      ours = (await new Digests().read('weights.bin', bytes)).sha256
      bytes.close()
    }, 1))
  }
  if (ours !== theirs) throw new Error('two digests')
  process.send({ own: size / 1e6 / own, floor: size / 1e6 / floor })
}

await { walk, large, hash }[what]()
