import { describe, expect, it } from 'vitest'
import { awsAccess } from '../../src/access/aws/index.js'
import { account, allow, bucket, deny, doc, world } from './world.js'

const everyone = { Principal: '*' }
const models = (...statements: Parameters<typeof doc>): ReturnType<typeof bucket> => bucket('orchard-models', doc(...statements))

describe('anyone, within an address', () => {
  const value = (policy: ReturnType<typeof bucket>, address?: string, action = 's3:GetObject'): unknown => {
    const w = world([account({ organization: null }), policy])
    return awsAccess.anyone(w.get(policy.id), [action], w, address).value
  }
  const logo = models(allow('s3:GetObject', 'arn:aws:s3:::orchard-models/public/*', everyone))

  it('counts only what lies there', () => {
    expect(value(logo)).toBe(true)
    expect(value(logo, 's3://orchard-models/chat/model.tar.gz')).toBe(false)
    expect(value(logo, 's3://orchard-models/public/model.tar.gz')).toBe(true)
  })

  it('counts a prefix that holds what is public', () => {
    expect(value(logo, 's3://orchard-models/')).toBe(true)
    expect(value(logo, 's3://orchard-models/pub')).toBe(true)
    expect(value(logo, 's3://orchard-models/publicity/')).toBe(false)
  })

  it('takes nothing of another bucket, whatever its name begins with', () => {
    expect(value(logo, 's3://orchard-models-2/public/')).toBe(false)
    expect(value(logo, 's3://models/public/')).toBe(false)
  })

  it('asks about the whole bucket when the address is not understood', () => {
    expect(value(logo, 'https://example.com/model.tar.gz')).toBe(true)
  })

  it('heeds a Deny on just that prefix', () => {
    const kept = models(allow('s3:GetObject', 'arn:aws:s3:::orchard-models/*', everyone), deny('s3:GetObject', 'arn:aws:s3:::orchard-models/chat/*', everyone))
    expect(value(kept, 's3://orchard-models/chat/model.tar.gz')).toBe(false)
    expect(value(kept, 's3://orchard-models/embeddings/model.tar.gz')).toBe(true)
  })

  it('lets an ACL that opens the bucket for writing count everywhere in it', () => {
    const open = bucket('orchard-models', null, { acl: [{ grantee: 'AllUsers', permission: 'WRITE' }], objectOwnership: 'ObjectWriter' })
    expect(value(open, 's3://orchard-models/chat/model.tar.gz', 's3:PutObject')).toBe(true)
  })

  it('takes a wildcard in a key for the character it is', () => {
    const starred = models(allow('s3:GetObject', 'arn:aws:s3:::orchard-models/a/public', everyone))
    expect(value(starred, 's3://orchard-models/*/public')).toBe(false)
  })
})
