// Bundles the page of the HTML report into dist/reporters/html: `node src/reporters/html/page/build.mjs [DIST]`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const here = fileURLToPath(new URL('.', import.meta.url))

export async function buildPage(dist) {
  const bundle = await rolldown({ input: join(here, 'main.ts'), tsconfig: join(here, 'tsconfig.json'), logLevel: 'warn' })
  const { output } = await bundle.generate({ format: 'iife', minify: true })
  await bundle.close()
  const script = output[0].code.trim()
  const style = readFileSync(join(here, 'page.css'), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\s*\n\s*/g, '\n').trim()
  // What would end the element, or begin a comment in it, may stand in neither.
  if (output.length !== 1 || /<\/|<!--/.test(script) || /</.test(style)) throw new Error('the page of the HTML report cannot be put into one file')
  mkdirSync(join(dist, 'reporters', 'html'), { recursive: true })
  writeFileSync(join(dist, 'reporters', 'html', 'page.js'), script)
  writeFileSync(join(dist, 'reporters', 'html', 'page.css'), style)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage(resolve(process.argv[2] ?? join(here, '../../../../dist')))
