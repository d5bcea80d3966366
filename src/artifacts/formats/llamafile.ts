// llamafile: a program for every system with a model in the zip behind it. Running the model runs the program.
import { nullable, number, oneOf, shape, string } from '../../core/shape.js'
import { containerFields, containerSigns } from '../archive/container.js'
import { asFarAsItGoes } from '../archive/unpack.js'
import { textOf } from '../bytes.js'
import { format } from '../format.js'
import { shown, Signs, signs } from '../sign.js'
import { memberNames, zipOf } from '../torch/zips.js'
import { orUnread } from '../unread.js'

type Program = 'APE' | 'ELF' | 'Mach-O' | 'PE'

/** `MZqFpD` and `jartsr` begin Actually Portable Executables (https://justine.lol/ape.html). */
function programOf(bytes: Uint8Array): Program | null {
  const head = String.fromCharCode(...bytes.subarray(0, 6))
  if (head === 'MZqFpD' || head === 'jartsr') return 'APE'
  if (head.startsWith('\u007fELF')) return 'ELF'
  if (head.startsWith('MZ')) return 'PE'
  const word = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
  return [0xcffaedfe, 0xcefaedfe, 0xfeedfacf, 0xfeedface, 0xcafebabe].includes(word) ? 'Mach-O' : null
}

const isModel = /\.(?:gguf|ggml|ggjt|bin)$/i

export default format({
  type: 'artifact.llamafile',
  kind: 'artifact',
  props: shape({
    program: oneOf('APE', 'ELF', 'Mach-O', 'PE'),
    /** The program, as a sign. */
    nativeCode: signs,
    /** `.args`: what the program is started with. */
    args: nullable(string),
    models: number,
    ...containerFields,
  }),

  recognise: ({ bytes }) => (programOf(bytes) === null ? 0 : 3),
  // Any program may have a zip behind it; this one has a model in it, or the arguments for one.
  async confirm(file) {
    const names = await memberNames(file)
    return names.has('.args') || [...names].some((name) => /\.(?:gguf|ggml)$/i.test(name))
  },

  async read(file) {
    const zip = await zipOf(file)
    file.unread.push(...zip.unread)
    let args: string | null = null
    let models = 0
    const native = new Signs()
    const program = programOf(file.bytes) ?? 'ELF'
    native.add(`${program} program`, { offset: 0, detail: 'starts before the model is read' })
    for (const member of zip.members) {
      file.budget.tick()
      if (member.directory) continue
      const inner = await asFarAsItGoes(file.unread, member.name, () => member.open())
      if (inner === undefined) continue
      if (member.name === '.args') args = await orUnread(file.unread, member.name, async () => argsOf(await textOf(inner, 4096))) ?? null
      if (isModel.test(member.name)) models += 1
      await file.contains(member.name, inner)
    }
    // The program stands before the zip by design: only what contradicts within the zip is told.
    const { tampering, ...others } = containerSigns(zip)
    return { props: { program, nativeCode: native.list, args, models, ...others, tampering: tampering.filter(({ what }) => !/^bytes (?:before|after)/.test(what)) } }
  },
})

/** One argument a line. */
function argsOf(text: string): string {
  return shown(text.trim().replaceAll(/\s*\n\s*/g, ' '))
}
