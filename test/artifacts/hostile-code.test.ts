// Code and templates nested without end: whoever recurses through them must stop before the stack does, or the process is gone.
import { describe, expect, it } from 'vitest'
import { inspected } from './hostile.js'
import { text } from './tensors-builder.js'

const deep = 20_000
const shapes: readonly (readonly [name: string, code: string])[] = [
  ['brackets', '('.repeat(deep) + ')'.repeat(deep)], ['brackets that never close', '('.repeat(deep)], ['lists', '['.repeat(deep) + ']'.repeat(deep)], ['calls in calls', `${'f('.repeat(deep)}1${')'.repeat(deep)}`], ['calls of calls', `f${'()'.repeat(deep)}`],
  ['attributes', `a${'.b'.repeat(deep)}`], ['places', `a${'[0]'.repeat(deep)}`], ['minus signs', `${'-'.repeat(deep)}1`], ['not', `${'not '.repeat(deep)}1`], ['sums', `1${' + 1'.repeat(deep)}`], ['texts put together', `'a'${" + 'a'".repeat(deep)}`], ['texts side by side', "'a' ".repeat(deep)], ['choices', `${'1 if 1 else '.repeat(deep)}1`], ['comparisons', `1${' < 1'.repeat(deep)}`],
  ['lambdas', `${'lambda: '.repeat(deep)}1`], ['dictionaries', `${'{1: '.repeat(deep)}1${'}'.repeat(deep)}`], ['filters', `1${' | upper'.repeat(deep)}`], ['powers', `2${' ** 2'.repeat(deep)}`],
]

describe('nested without end', () => {
  it.each(shapes)('%s, in Python', { timeout: 60_000 }, async (_, code) => {
    expect((await inspected('m/load.py', text(`import torch\ntorch.load(x)\ny = ${code}\nexec(${code})\n`))).found.length).toBeGreaterThan(0)
  })
  it.each(shapes)('%s, in a template', { timeout: 60_000 }, async (_, code) => {
    expect((await inspected('m/chat_template.jinja', text(`{{ messages }}{{ ${code} }}{% if ${code} %}x{% endif %}`))).found.length).toBeGreaterThan(0)
  })

  it('blocks of Python', { timeout: 60_000 }, async () => {
    await inspected('m/load.py', text(`import torch\n${Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}if x:`).join('\n')}\n${' '.repeat(1000)}pass\n`))
    await inspected('m/load.py', text(`import torch\n${Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}def f${i}():`).join('\n')}\n${' '.repeat(500)}torch.load(x)\n`))
  })
  it('blocks of a template', { timeout: 60_000 }, async () => {
    await inspected('m/chat_template.jinja', text(`{{ messages }}${'{% if a %}'.repeat(20_000)}x${'{% endif %}'.repeat(20_000)}`))
    await inspected('m/chat_template.jinja', text(`{{ messages }}${'{% for a in b %}'.repeat(20_000)}`))
  })
  it('a header of an array', { timeout: 60_000 }, async () => {
    for (const code of ['['.repeat(30_000), `${'('.repeat(30_000)}${')'.repeat(30_000)}`, `${"{'descr':".repeat(5000)}`]) await inspected('a.npy', new Uint8Array([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, code.length & 255, code.length >> 8, ...text(code)]))
  })
})
