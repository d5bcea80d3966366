// TorchScript archives: a model with its code, compiled and run by PyTorch's own interpreter when the model is.
// https://docs.pytorch.org/docs/stable/jit.html, torch/csrc/jit/docs/serialization.md
import { listOf, nullable, number, oneOf, shape, string } from '../../core/shape.js'
import { textOf } from '../bytes.js'
import { format } from '../format.js'
import { Signs, signs } from '../sign.js'
import { archiveFields, isPlain, TorchArchive } from '../torch/archive.js'
import { operatorsIn } from '../torch/script-operators.js'
import { folderWith, memberNames, zipAtStart } from '../torch/zips.js'
import { orUnread, Stopped } from '../unread.js'

const codeShown = 200

/**
 * Names in the pickles of TorchScript that are no Python: `__torch__` is the code in the archive itself, which no import
 * finds, and the functions are tags that PyTorch's own unpickler reads (torch/csrc/jit/serialization/pickler.cpp).
 */
class ScriptNames extends Set<string> {
  constructor() {
    const tags = ['build_intlist', 'build_tensorlist', 'build_doublelist', 'build_boollist', 'build_tensor_from_id', 'restore_type_tag']
    super(tags.map((name) => `torch.jit._pickle.${name}`))
  }

  override has(name: string): boolean {
    return name.startsWith('__torch__.') || super.has(name)
  }
}

function isRaw(name: string): boolean {
  return /^(?:data|constants|tensors)\/\d+$/.test(name)
}

export default format({
  type: 'artifact.torchscript',
  kind: 'artifact',
  props: shape({
    formatVersion: nullable(string),
    /** `mobile` when it has bytecode for the lite interpreter. */
    flavour: oneOf('script', 'mobile'),
    /** Members with source code. */
    code: listOf(string),
    codeMembers: number,
    /** Calls of operators that reach files, other processes or native libraries. */
    riskyOperators: signs,
    /** Operators that PyTorch does not have: a native library must be loaded for them. */
    customOperators: signs,
    tensors: nullable(number),
    parameters: nullable(number),
    hiddenPickles: signs,
    ...archiveFields,
  }),

  recognise: zipAtStart,

  async confirm(file) {
    const names = await memberNames(file)
    if (folderWith(names, 'archive_format') !== null) return false
    // torch.load takes any archive with `constants.pkl` for TorchScript, code or not.
    const root = folderWith(names, 'constants.pkl')
    if (root !== null && names.has(`${root}data.pkl`)) return true
    const either = root ?? folderWith(names, 'model.json')
    return either !== null && [...names].some((name) => name.startsWith(`${either}code/`))
  },

  async read(file) {
    const names = await memberNames(file)
    const archive = await TorchArchive.open(file, folderWith(names, 'constants.pkl') ?? folderWith(names, 'model.json') ?? '', new ScriptNames())
    const found = { code: new Set<string>(), risky: new Signs(), custom: new Signs() }
    const shared = new Map([...archive.storages('data/'), ...archive.storages('constants/')])
    for (const member of archive.members) {
      const name = archive.inner(member)
      if (isRaw(name) || isPlain(member, name)) continue
      if (!name.startsWith('code/') || !name.endsWith('.py')) {
        // `traced_inputs.pkl` has its storages in `traced_inputs/`, as `data.pkl` has; bytecode shares those of the constants.
        const own = archive.storages(name.replace(/\.pkl$/, '/'))
        // Of traced inputs PyTorch keeps the shapes, and storages of no bytes.
        if (name === 'traced_inputs.pkl') for (const [key, size] of own) if (size === 0) own.set(key, Infinity)
        const storages = own.size > 0 ? own : shared
        await archive.readMember(member, /^(?:data|constants|bytecode|attributes|mobile_debug_handles)\.pkl$/.test(name), storages)
        continue
      }
      found.code.add(member.name)
      await orUnread(file.unread, member.name, async () => {
        if (member.size > file.budget.limits.document) throw new Stopped('limit', `${member.size} bytes of source code`)
        file.budget.tick()
        for (const operator of operatorsIn(await textOf(await member.open(), file.budget.limits.document))) {
          const where = { member: member.name, offset: operator.offset }
          if (operator.does === null) found.custom.add(operator.name, { ...where, detail: 'no operator of PyTorch' })
          else found.risky.add(operator.name, { ...where, detail: operator.does })
        }
      })
    }
    await archive.probe(archive.members.filter((member) => isRaw(archive.inner(member))))
    const { pickles } = archive
    return {
      props: {
        formatVersion: (await archive.text('.format_version')) ?? (await archive.text('version')),
        flavour: names.has(`${archive.root}bytecode.pkl`) ? 'mobile' : 'script',
        code: [...found.code].slice(0, codeShown), codeMembers: found.code.size,
        riskyOperators: found.risky.list, customOperators: found.custom.list,
        tensors: pickles.tensors === 0 ? null : pickles.tensors, parameters: pickles.tensors === 0 ? null : pickles.elements,
        hiddenPickles: archive.hidden.list, ...archive.props(),
      },
    }
  },
})
