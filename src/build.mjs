// Builds dist/: compiles, precompiles the rules into one file, writes the JSON Schemas, bundles the page of the HTML report, adds the grammar of Python and Sigstore's root. Runs on plain Node.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')

if (!existsSync(tsc)) {
  console.error('aispm: not built, because the TypeScript compiler is not installed.\ntry: npm install (with development dependencies), then npm run build')
  process.exit(existsSync(join(dist, 'cli', 'main.js')) ? 0 : 1)
}
rmSync(dist, { recursive: true, force: true })
const compiled = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json')], { stdio: 'inherit' })
if (compiled.status !== 0) process.exit(compiled.status ?? 1)

const { buildArtifacts } = await import(new URL('../dist/build-artifacts.js', import.meta.url).href)
mkdirSync(join(dist, 'schemas'), { recursive: true })
const { buildPage } = await import('./reporters/html/page/build.mjs')
await buildPage(dist)
for (const [file, text] of Object.entries(await buildArtifacts(join(root, 'rules')))) writeFileSync(join(dist, file), text)
// The grammar's package would build a native module where it is installed; its WebAssembly is all that is needed.
copyFileSync(join(root, 'node_modules', 'tree-sitter-python', 'tree-sitter-python.wasm'), join(dist, 'tree-sitter-python.wasm'))
copyFileSync(join(root, 'node_modules', 'tree-sitter-python', 'LICENSE'), join(dist, 'tree-sitter-python.LICENSE'))
// The root of trust of Sigstore's public instance, out of the seeds of the client for its repository.
const seeds = JSON.parse(readFileSync(join(root, 'node_modules', '@sigstore', 'tuf', 'seeds.json'), 'utf8'))
writeFileSync(join(dist, 'sigstore-trusted-root.json'), Buffer.from(seeds['https://tuf-repo-cdn.sigstore.dev'].targets['trusted_root.json'], 'base64'))
