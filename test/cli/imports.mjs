// A loader hook that tells every module on standard error: `node --import test/cli/imports.mjs ...`
import { writeSync } from 'node:fs'
import Module, { register } from 'node:module'
import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'

const hook = `
import { writeSync } from 'node:fs'
export async function resolve(what, context, next) {
  const found = await next(what, context)
  writeSync(2, 'import ' + found.url + '\\n')
  return found
}`
register(`data:text/javascript,${encodeURIComponent(hook)}`)

// What is required is told as well.
const load = Module._load
Module._load = function (request, parent, ...rest) {
  const file = Module._resolveFilename(request, parent)
  if (isAbsolute(file)) writeSync(2, `import ${pathToFileURL(file).href}\n`)
  return load.call(this, request, parent, ...rest)
}
