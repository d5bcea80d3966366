// Mistakes in expressions, each told at its place with the nearest right word.
import { describe, expect, it } from 'vitest'
import { mistakes } from './rule-text.js'

describe('what is not declared', () => {
  it.each([
    ['asset.props.rootAcces == "Disabled"', 'assert:12 aws.sagemaker.notebook_instance has no property "rootAcces", did you mean "rootAccess"?'],
    ['asset.props.disks.exists(d, d.imag == "x")', 'assert:30 aws.sagemaker.notebook_instance.disks has no property "imag", did you mean "image"?'],
    ['asset.prop.open', 'assert:6 an asset has no field "prop", did you mean "props"?'],
    ['asset.rootAccess == "x"', 'assert:6 an asset has no field "rootAccess", did you mean "props.rootAccess"?'],
    ['aset.props.open', 'assert:0 unknown name "aset", did you mean "asset"?'],
    ['params.maxAge > 3', 'assert:7 params has no property "maxAge"'],
    ['"x" in trust.account', 'assert:13 trust has no property "account", did you mean "accounts"?'],
    ['asset.scope.regin == "x"', 'assert:12 a scope has no property "regin", did you mean "region"?'],
    ['asset.props.rootAccess == "disabled"', 'assert:26 "disabled" is none of the documented words "Enabled", "Disabled": did you mean "Disabled"?'],
    ['asset.props.rootAccess in ["Disabled", "Of"]', 'assert:39 "Of" is none of the documented words "Enabled", "Disabled"'],
    ['dayz(asset.props.createdAt) > 3', 'assert:0 unknown function dayz(), did you mean days()?'],
    ['asset.props.groups.exist(x, x == "a")', 'assert:0 unknown function exist(), did you mean exists()?'],
  ])('%s', (assert, message) => {
    expect(mistakes(assert)[0]).toMatch(new RegExp(`^${message.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`))
  })
})

describe('what may be null', () => {
  it.each([
    'asset.props.subnetId.startsWith("a")', 'asset.props.limit > 3', 'asset.props.network.open', 'size(asset.props.subnetId) > 1', 'days(asset.props.createdAt) > 1',
    'asset.props.disks.all(d, d.image.contains("x"))', 'asset.props.subnetId == null && asset.props.subnetId.startsWith("a")', 'asset.props.subnetId != null || asset.props.limit > 3',
    '(asset.props.limit != null || asset.props.open) && asset.props.limit > 3', '!(asset.props.subnetId in ["a"]) && asset.props.subnetId.startsWith("a")',
    'asset.props.disks.all(d, d.image != null && asset.props.disks.exists(d, d.image.contains("x")))',
  ])('must be asked first: %s', (assert) => {
    expect(mistakes(assert)[0]).toMatch(/ may be null here: say what null means first/)
  })
  it('is no condition by itself', () => {
    expect(mistakes('asset.props.idle')).toEqual(['assert:12 asset.props.idle may be null here, which is neither true nor false: write `asset.props.idle == true` or `asset.props.idle == false`'])
  })
  it.each([
    'asset.props.subnetId != null && asset.props.subnetId.startsWith("a")', 'asset.props.subnetId == null || asset.props.subnetId.startsWith("a")',
    '!(asset.props.subnetId == null) && size(asset.props.subnetId) > 1', 'asset.props.limit == null ? true : asset.props.limit > 3',
    'asset.props.disks.all(d, d.image == null || d.image.contains("x"))', '(asset.props.subnetId == "a" || asset.props.subnetId == "b") && asset.props.subnetId.startsWith("a")',
    'asset.props.subnetId in ["a"] && asset.props.subnetId.startsWith("a")', 'asset.props.network != null && (asset.props.network.name == null || size(asset.props.network.name) > 1)',
    'asset.props.network != null && asset.props.network.open', 'asset.props.idle == true', 'asset.props.limit == 2', 'asset.props.subnetId != "x"',
  ])('is asked here: %s', (assert) => {
    expect(mistakes(assert)).toEqual([])
  })
  it('is known in assert from when, and not in a loop over a name of its own', () => {
    expect(mistakes('asset.props.limit > 3', { when: 'asset.props.limit != null' })).toEqual([])
    expect(mistakes('asset.props.limit != null && asset.props.disks.exists(asset, asset.size > 3)')).toEqual([])
    expect(mistakes('asset.props.limit > 3', { when: 'asset.props.limit == null' })).toHaveLength(1)
  })
  it('holds for the entries of a map', () => {
    expect(mistakes('asset.props.tags.team == "x"')[0]).toMatch(/^assert:17 asset.props.tags.team may not be there: ask first, as in `"team" in asset.props.tags && …`/)
    expect(mistakes('"team" in asset.props.tags && asset.props.tags["team"] == "x"')).toEqual([])
    expect(mistakes('!("team" in asset.props.tags) || asset.props.tags.team == "x"')).toEqual([])
  })
})

describe('types', () => {
  it.each([
    ['asset.props.subnetId == 3', 'a string or null is never equal to an int'],
    ['asset.props.rootAccess == null', 'asset.props.rootAccess is never null'],
    ['asset.props.groups', 'asset.props.groups is a list of strings, not a bool'],
    ['asset.props.volume && true', 'asset.props.volume is a number, not a bool'],
    ['asset.props.groups > 3', 'a list of strings > an int is no comparison'],
    ['asset.props.rootAccess > 3', 'a string > an int is no comparison'],
    ['asset.props.rootAccess.all(x, true)', 'asset.props.rootAccess is a string, all asks the members of a list'],
    ['3 in asset.props.groups', 'a list of strings never holds an int'],
    ['"x" in asset.props.network', 'asset.props.network may be null here'],
    ['asset.props.groups.a == "x"', 'asset.props.groups is a list of strings and has no field "a"; ask each member with exists, all or filter'],
    ['asset.props.groups["a"] == "x"', 'a list of strings is indexed by an int, not a string'],
    ['asset.props.volume + 1 > 2', 'a number + an int cannot be computed: write whole numbers beside properties as 1.0'],
    ['asset.props.rootAccess.startsWith(3)', 'startsWith takes a string, not an int'],
    ['size(asset.props.volume) > 1', 'size takes a list, map or string, not a number'],
    ['asset.props.open ? 1 : "x"', 'one side of this choice is an int, the other a string'],
    ['asset.props == null', 'asset.props is read by name, as in asset.props.status'],
    ['asset.props["open"] == true', 'asset.props is read by name'],
    ['admin(asset.props.subnetId)', 'admin(identity) asks an asset, not a string or null'],
    ['can(asset, ["Get Object"], "x")', '"Get Object" is no action: write service:Action'],
    ['can(asset, ["Microsoft.Search/searchServices/"])', '"Microsoft.Search/searchServices/" is no action: write service:Action, service.resource.verb in Google Cloud, or Provider/resource/verb in Azure'],
    ['can(asset, ["listKeys"])', '"listKeys" is no action'],
    ['grants(asset, ["data:Microsoft.Search /*"])', '"data:Microsoft.Search /*" is no action'],
    ['escalates(asset, asset.name)', "escalates(identity, 'path') takes the path's name as a literal"],
    ['re2(asset.name, "(")', '"(" is no regular expression'],
    ['asset.name.matches("a")', 'matches() is not used: it can run for ever on a hostile text. Write re2(text, "pattern")'],
    ['has(asset.props.open)', 'has() is not used: every declared property is present'],
    ['99999999999999999999 > 1', 'too large'],
    ['{"a": 1}.a == 1', 'map literals are not used in rules'],
    ['related(asset, "runs-as").exists(r, r.props.path == "x")', 'the asset type of r is not known: bind it in `let` with `as <asset type>`'],
    ['related(asset, "run-as").size() > 0', 'unknown relation "run-as", did you mean "runs-as"?'],
    ['usedBy(asset, "serves").size() > 0', 'no asset type declares no relation serves to aws.sagemaker.notebook_instance'],
    ['asset.props.open &&', 'nexpected token'],
    ['asset.props.groups.all(1, true)', 'invalid predicate iteration variable'],
  ])('%s', (assert, message) => {
    expect(mistakes(assert).join('\n').toLowerCase()).toContain(message.toLowerCase())
  })

  it.each([
    'asset.props.volume == 2', 'asset.props.volume > 1', 'asset.props.volume >= 2.5', 'size(asset.props.groups) > asset.props.volume', '2 in asset.props.sizes',
    'asset.props.doc == 3 || asset.props.doc.x.y', 'asset.props.rootAccess in ["Enabled", "Disabled"]', 'asset.props.groups.exists(g, g in trust.accounts)',
    'asset.props.groups + ["x"] == []', 'asset.props.volume * 2.0 > 3.0', 'asset.props.createdAt == null || days(asset.props.createdAt) > 90', 'null == asset.props.subnetId || true',
    'asset.props.disks.filter(d, d.encrypted).map(d, d.size).exists(s, s > 1)', 'asset.props.disks.map(d, d.image != null, d.image).all(i, i.startsWith("x"))',
  ].map((text) => [text]))('is right: %s', (assert) => {
    expect(mistakes(assert).filter((m) => !m.includes('null == dyn'))).toEqual([])
  })

  it.each([
    's3:GetObject', 'bedrock:*', 'storage.objects.get', 'aiplatform.*', 'Microsoft.CognitiveServices/accounts/listKeys/action', 'Microsoft.MachineLearningServices/*', 'Microsoft.Authorization/*/write', '*/write', '*',
    'data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read', 'data:Microsoft.CognitiveServices/accounts/OpenAI/*/action', 'data:*',
  ])('knows actions of every cloud: %s', (action) => {
    expect(mistakes(`can(asset, ["${action}"]) || grants(asset, ["${action}"])`)).toEqual([])
  })

  it('asks which type an asset has before reading what only one of them has', () => {
    const on = { on: ['aws.iam.role', 'aws.s3.bucket'] }
    expect(mistakes('asset.props.path == "/"', on)[0]).toBe('assert:12 only aws.iam.role has the property "path" in this shape: ask first, as in `asset.type == "aws.iam.role" && …`')
    expect(mistakes('asset.type == "aws.iam.role" ? asset.props.path == "/" : asset.props.owner == "self"', on)).toEqual([])
    expect(mistakes('asset.type != "aws.iam.role" || asset.props.path == "/"', on)).toEqual([])
    expect(mistakes('asset.type == "aws.s3.bucket" && asset.props.path == "/"', on)[0]).toContain('has the property "path"')
  })
})

describe('let, on and placeholders', () => {
  it.each<[Record<string, string>, string]>([
    [{ roles: "related(asset, 'runs-as') as aws.iam.rol" }, 'let.roles:29 no collector emits assets of type "aws.iam.rol", did you mean "aws.iam.role"?'],
    [{ roles: "related(asset, 'runs-as') as aws.s3.bucket" }, 'let.roles:15 aws.sagemaker.notebook_instance declares no relation runs-as to aws.s3.bucket'],
    [{ roles: "usedBy(asset, 'runs-as') as aws.sagemaker.model" }, 'let.roles:14 aws.sagemaker.model declares no relation runs-as to aws.sagemaker.notebook_instance'],
    [{ roles: 'size(asset.props.groups) as aws.iam.role' }, 'let.roles:28 `as` follows related(…) or usedBy(…) only; bind that first and build on it in the next `let`'],
    [{ roles: "related('x', 'runs-as') as aws.iam.role" }, "let.roles:8 related(asset, '<relation>') asks an asset or a list of assets, not a string"],
    [{ roles: 'related(' }, 'let.roles:8 unexpected token: EOF'],
  ])('%o', (lets, message) => {
    expect(mistakes('true', { let: lets })[0]).toBe(message)
  })
  it('names types and kinds that nobody emits', () => {
    expect(mistakes('true', { on: ['aws.sagemaker.modle'] })).toEqual(['on:0 no collector emits assets of type "aws.sagemaker.modle", did you mean "aws.sagemaker.model"?'])
    expect(mistakes('true', { on: 'guardrail' })).toEqual(['on:0 no collector emits an asset of kind or type "guardrail"'])
    expect(mistakes('asset.props.open', { on: 'notebook' })).toEqual([])
  })
  it('names placeholders that do not resolve', () => {
    expect(mistakes('true', { message: 'x {nam} {props.rootAccess} {props.network.nme}', fix: { text: 'y', command: 'z {regin}' } })).toEqual([
      'message:2 unknown placeholder {nam}, did you mean {name}?', 'message:27 placeholder {props.network.nme}: no property "nme", did you mean "name"?',
      'fix.command:2 unknown placeholder {regin}, did you mean {region}?',
    ])
  })
})
