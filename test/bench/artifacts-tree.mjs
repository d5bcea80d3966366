// Whole scans of folders, ours and those of others, each in a process of its own and in turn.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const number = (value) => { const out = Buffer.alloc(4); out.writeUInt32LE(value); return out }
const pickle = (i) => Buffer.concat([Buffer.from(`\x80\x02ccollections\nOrderedDict\nq\0)Rq\x01(`, 'latin1'), ...Array.from({ length: 60 }, (_, n) => Buffer.concat([Buffer.from('X'), number(9), Buffer.from(`key${String(n).padStart(3, '0')}abc`), Buffer.from('J'), number(i + n)])), Buffer.from('u.')])
const tensors = (i) => {
  const header = Buffer.from(JSON.stringify({ [`w${i}`]: { dtype: 'F32', shape: [16], data_offsets: [0, 64] } }))
  return Buffer.concat([number(header.length), number(0), header, Buffer.alloc(64)])
}

/** `files` small ones in folders of a hundred: pickles, safetensors, arrays and configurations. */
function makeTree(files) {
  const root = mkdtempSync(join(tmpdir(), 'aispm-tree-'))
  for (let i = 0; i < files; i++) {
    const folder = join(root, `part-${Math.floor(i / 100)}`)
    if (i % 100 === 0) mkdirSync(folder)
    const kind = i % 10
    if (kind < 6) writeFileSync(join(folder, `${i}.pkl`), pickle(i))
    else if (kind < 8) writeFileSync(join(folder, `${i}.safetensors`), tensors(i))
    else if (kind === 8) writeFileSync(join(folder, `config-${i}.json`), JSON.stringify({ model_type: 'x', hidden_size: i }))
    else writeFileSync(join(folder, `${i}.py`), `import torch\nmodel = torch.nn.Linear(${i}, 4)\n`)
  }
  return root
}

function wall(command, args, allowed) {
  const from = performance.now()
  const { status, error } = spawnSync(command, args, { stdio: 'ignore' })
  if (error !== undefined || !allowed.includes(status)) throw new Error(`${command} ended with ${error ?? status}`)
  return performance.now() - from
}

/** Milliseconds of each; `peers`: a folder with picklescan and modelscan, or nothing. */
export function compareScans(aispm, files, peers) {
  const root = makeTree(files)
  try {
    const ours = () => wall(process.execPath, [...aispm, 'scan', root, '-o', `json=${join(tmpdir(), 'aispm-tree.json')}`], [0, 1, 2])
    const result = { ours: Math.min(ours(), ours()), peers: {} }
    for (const peer of ['picklescan', 'modelscan']) {
      const bin = join(peers ?? '', peer)
      if (peers !== undefined && existsSync(bin)) result.peers[peer] = wall(bin, ['-p', root], [0, 1, 2, 3, 4])
    }
    return result
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Milliseconds from the start of the command to its answer on a repository of 20 models. */
export function scanRepository(aispm) {
  const root = makeTree(20)
  try {
    return Math.min(...Array.from({ length: 5 }, () => wall(process.execPath, [...aispm, 'scan', root], [0, 1, 2])))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
