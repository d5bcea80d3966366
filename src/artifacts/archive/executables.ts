// Programs and scripts by their first bytes, and by names that a system runs without looking at the bytes.

/** Enough for the headers below. */
export const executableHead = 1024

const runnable = /\.(bat|cmd|ps1|psm1|vbs|vbe|wsf|hta|scr|lnk|exe|com|msi|dll|dylib|so(\.\d+)*)$/i

/** What runs, such as `ELF program`, or null. `head` may be short. */
export function executable(name: string, head: Uint8Array): string | null {
  return programOf(head) ?? byName(name)
}

export function programOf(head: Uint8Array): string | null {
  if (head.length < 4) return null
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const magic = view.getUint32(0)
  if (magic === 0x7f_45_4c_46) return head.length < 20 || (head[4] ?? 0) <= 2 ? 'ELF program' : null
  if (magic === 0x00_61_73_6d) return 'WebAssembly module'
  if (magic === 0xfe_ed_fa_ce || magic === 0xfe_ed_fa_cf || magic === 0xce_fa_ed_fe || magic === 0xcf_fa_ed_fe) return 'Mach-O program'
  // Java classes begin likewise, with a version where a Mach-O has its few architectures.
  if (magic === 0xca_fe_ba_be && head.length >= 8 && view.getUint32(4) > 0 && view.getUint32(4) < 20) return 'Mach-O program'
  if (magic >>> 16 === 0x4d_5a && isPe(view)) return 'Windows program'
  // A shortcut: its header's length and the class that reads it.
  if (magic === 0x4c_00_00_00 && head.length >= 8 && view.getUint32(4) === 0x01_14_02_00) return 'Windows shortcut'
  if (magic >>> 16 === 0x23_21 && /^#! ?\/[!-~]/.test(String.fromCharCode(...head.subarray(0, 16)))) return 'script'
  return null
}

function isPe(view: DataView): boolean {
  if (view.byteLength < 64) return false
  const at = view.getUint32(0x3c, true)
  if (at < 4 || at > 0x10_00_00) return false
  return at + 4 > view.byteLength ? at % 4 === 0 : view.getUint32(at) === 0x50_45_00_00
}

function byName(name: string): string | null {
  const found = runnable.exec(name)
  return found === null ? null : `runs by its name (${found[0].toLowerCase()})`
}
