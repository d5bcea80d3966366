// A loader hook that tells every module on standard error: `node --import test/cli/imports.mjs ...`
import { register } from 'node:module'

const hook = `
import { writeSync } from 'node:fs'
export async function resolve(what, context, next) {
  const found = await next(what, context)
  writeSync(2, 'import ' + found.url + '\\n')
  return found
}`
register(`data:text/javascript,${encodeURIComponent(hook)}`)
