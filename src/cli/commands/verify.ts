// `aispm verify`: whether a model is what somebody trusted has signed. Offline: nothing leaves the machine.
import { exitCodes } from '../exit.js'
import { listFormat } from '../list-format.js'
import { pageOf } from '../page.js'
import { print } from '../print.js'
import { verification, type VerifyFlags } from '../verification.js'
import { verificationText } from '../verify-text.js'

export default async function verifyCommand(path: string, flags: VerifyFlags & { color: string }): Promise<void> {
  const format = listFormat(flags.output)
  const found = await verification(path, flags, { cwd: process.cwd(), now: new Date() })
  process.exitCode = { yes: exitCodes.done, no: exitCodes.findings, incomplete: exitCodes.incomplete }[found.answer]
  await print(format === 'json' ? `${JSON.stringify({ path, ...found }, null, 2)}\n` : verificationText(path, found, pageOf(flags.color)))
}
