// What is shared says nothing of whose it is, and still hangs together.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Inventory } from '../../src/core/index.js'
import { allRules, installed, reporters } from '../../src/installed.js'
import { redactInventory, redactorFor, redactReport, vocabularyOf, type Redactor } from '../../src/redact/index.js'
import type { Vocabulary } from '../../src/redact/vocabulary.js'
import { account, inventory, orchard } from '../reporters/sample.js'
import { written } from '../reporters/written.js'

let words: Vocabulary
let redactor: Redactor
beforeAll(async () => {
  words = vocabularyOf((await installed()).types, (await allRules([])).map(({ doc }) => doc), ['s3:GetBucketPolicy', 'sagemaker:ListDomains'])
  redactor = redactorFor(inventory, words, 'a key')
})

describe('text', () => {
  it.each([
    'arn:aws:iam::111122223333:role/orchard-lab-role',
    'arn:aws:s3:::orchard-corpus/train/*',
    '/subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/orchard/providers/microsoft.storage/storageaccounts/orchardml',
    '//aiplatform.googleapis.com/projects/123456789012/locations/us-central1/endpoints/4567890123456789',
    'jane.doe@orchard.example', 'models/orchard-embeddings.pkl', '8.8.8.8/32', 'AIDAORCHARDEXAMPLE', '0123456789abcdef0123456789abcdef',
  ])('%s keeps its form', (text) => {
    const redacted = redactor.data(text)
    expect(redacted).not.toBe(text)
    expect(redacted).not.toMatch(/orchard|1111|2222|123456|jane|doe|8\.8\.8/i)
    const form = (id: string): string => id.replace(/[\p{L}\p{N}]+/gu, 'x')
    expect(form(redacted)).toBe(form(text))
    expect(redactor.data(text)).toBe(redacted)
  })

  it('keeps what is nobody\'s', () => {
    for (const text of ['s3:GetObject', 'Enabled', 'StringEquals', '0.0.0.0/0', '10.1.2.3', '443', '2026-06-01T03:00:00Z', 'us-east-1', 'aws:PrincipalOrgID', '*']) expect(redactor.data(text), text).toBe(text)
  })

  it('gives an account another of twelve digits, and a subscription another UUID', () => {
    expect(redactor.data(account)).toMatch(/^[1-9]\d{11}$/)
    expect(redactor.data('11111111-2222-3333-4444-555555555555')).toMatch(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/)
  })

  it('says the same under the same key only', () => {
    expect(redactorFor(inventory, words, 'a key').data('orchard-lab')).toBe(redactor.data('orchard-lab'))
    expect(redactorFor(inventory, words, 'another').data('orchard-lab')).not.toBe(redactor.data('orchard-lab'))
  })

  it('keeps the words of a sentence of ours, even where something is called so', () => {
    const named: Inventory = { ...inventory, assets: inventory.assets.map((asset) => ({ ...asset, name: 'become-kernels' })) }
    const said = redactorFor(named, words, 'a key')
    expect(said.prose('become-kernels lets its users become root', '{name} lets its users become root')).toMatch(/^become-[a-z]{8} lets its users become root$/)
    expect(said.data('become-kernels')).toMatch(/^[a-z]{8}-[a-z]{8}$/)
  })
})

describe('an inventory', () => {
  it('still hangs together', () => {
    const redacted = redactInventory(inventory, redactor)
    const ids = new Set(redacted.assets.flatMap(({ id, aliases = [] }) => [id, ...aliases]))
    expect(ids.size).toBe(inventory.assets.flatMap(({ aliases = [] }) => ['', ...aliases]).length)
    for (const { from, to } of redacted.relations) expect([ids.has(from), ids.has(to)]).toEqual([true, true])
    const gaps = new Set(redacted.gaps.map(({ id }) => id))
    for (const asset of redacted.assets) for (const gap of Object.values(asset.gaps)) expect(gaps.has(gap)).toBe(true)
  })
})

describe('a report', () => {
  it('says in no format whose it is', async () => {
    const source = orchard()
    const names = new Set(inventory.assets.flatMap(({ name, id }) => [name, id]).filter((name) => name.length > 3))
    const redacted = redactReport(source, redactor)
    for (const [format, reporter] of await reporters()) {
      const plain = await written(reporter, source)
      const text = await written(reporter, redacted)
      expect(text, format).not.toMatch(/orchard|111122223333|444455556666/)
      for (const name of names) expect(text.includes(name), `${format} tells ${name}`).toBe(false)
      if (format !== 'html') expect(plain, format).toMatch(/orchard/)
    }
  })
})
