// Terraform fixes against what the providers' resources take: an attribute that does not exist would cost somebody a night.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allRules } from '../../src/installed.js'
import { blocksOf, misfitsOf, type Fields } from './terraform/hcl.js'

interface Extract {
  providers: Record<string, string>
  resources: Record<string, Fields>
}
const file = process.env['AISPM_TERRAFORM'] ?? join(import.meta.dirname, 'terraform/schema.json')
const { resources }: Extract = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as Extract : { providers: {}, resources: {} }

const docs = (await allRules([])).map(({ doc }) => doc)
const fixed = docs.filter(({ fix }) => fix.terraform !== undefined)

describe('Terraform fixes', () => {
  it('are there for many rules', () => expect(fixed.length).toBeGreaterThan(100))

  it.each(fixed.map((doc) => [doc.id, doc.fix.terraform ?? ''] as const))('%s', (_, terraform) => {
    expect(misfitsOf(terraform, resources)).toEqual([])
    // Short enough to be read: the lines that matter, not a whole module.
    expect(terraform.split('\n').length).toBeLessThan(26)
  })

  it('are really read', () => {
    const types = { aws_s3_bucket_versioning: { bucket: true, versioning_configuration: { status: true } } } as const
    const good = 'resource "aws_s3_bucket_versioning" "this" {\n  bucket = aws_s3_bucket.this.id\n\n  versioning_configuration {\n    status = "Enabled" # or Suspended\n  }\n}\n'
    expect(misfitsOf(good, types)).toEqual([])
    expect(blocksOf(good)[0]?.labels).toEqual(['aws_s3_bucket_versioning', 'this'])
    expect(misfitsOf(good.replace('status', 'state'), types)).toEqual(['aws_s3_bucket_versioning.versioning_configuration has no state'])
    expect(misfitsOf(good.replace('aws_s3_bucket_versioning" ', 'aws_s3_versions" '), types)).toEqual(['there is no resource aws_s3_versions'])
    expect(misfitsOf(good.replace('versioning_configuration {', 'versioning_configuration = {'), types)[0]).toMatch('is a block')
    expect(misfitsOf(good.replace('versioning_configuration {', 'versioning_configuration = {'), { aws_s3_bucket_versioning: { bucket: true, versioning_configuration: { '=': true, status: true } } })).toEqual([])
    expect(misfitsOf(good.replace('bucket = aws_s3_bucket.this.id', 'bucket { }'), types)[0]).toBe('aws_s3_bucket_versioning.bucket is an attribute: write bucket = ...')
    expect(() => misfitsOf(good.slice(0, -2), types)).toThrow('is not closed')
  })
})
