// Walks a PaddlePaddle program: as Protocol Buffers (.pdmodel), or as the JSON that version 3 writes.
// Field numbers: https://github.com/PaddlePaddle/Paddle/blob/develop/paddle/phi/core/framework/framework.proto
import { Tally } from '../graph/facts.js'
import { fieldsOf, itemsOf } from '../graph/json.js'
import { Signs } from '../sign.js'
import { Stopped } from '../unread.js'
import type { Field, Wire } from '../wire/protobuf.js'
import type { Steps } from '../wire/window.js'
import { reachOf } from './operators.js'

export class Program {
  readonly operators = new Tally()
  readonly dangerous = new Signs()
  version: number | null = null
  blocks = 0

  add(op: string, offset: number | null, detail: string): void {
    this.operators.add(op)
    const reach = reachOf(op)
    if (reach !== undefined) this.dangerous.add(op, { offset, detail: detail === '' ? reach : `${reach}, ${detail}` })
  }
}

export function* readProgram(wire: Wire, program: Program): Steps<void> {
  yield* wire.each(wire.whole, function* (field) {
    if (field.number === 4) {
      yield* wire.each(field, (part) => {
        if (part.number === 1) program.version = part.value
      })
    }
    if (field.number !== 1) return
    program.blocks += 1
    yield* wire.each(field, (part) => (part.number === 4 ? readOperator(wire, program, part) : undefined))
  })
}

function* readOperator(wire: Wire, program: Program, at: Field): Steps<void> {
  let op = ''
  const texts: string[] = []
  yield* wire.each(at, function* (field) {
    if (field.number === 3 && field.wire === 2) op = yield* wire.text(field, 256)
    else if (field.number === 4 && texts.length < 8) {
      let name = ''
      yield* wire.each(field, function* (part) {
        if (part.number === 1 && part.wire === 2) name = yield* wire.text(part, 256)
        else if (part.number === 5 && part.wire === 2 && /path|endpoint|file/.test(name)) {
          texts.push(`${name} "${(yield* wire.text(part, 256)).slice(0, 100)}"`)
        }
      })
    }
  })
  program.add(op, at.start, texts.join(', '))
}

const deepest = 64

/** `{ "#": "1.conv2d", "I": [...], "O": [...] }`: the number before the dot stands for a dialect. */
export function readPir(root: unknown, program: Program): void {
  const version = fieldsOf(fieldsOf(root).get('base_code')).get('version')
  program.version = typeof version === 'number' && Number.isFinite(version) ? version : null
  readRegions(fieldsOf(fieldsOf(root).get('program')).get('regions'), program, 0)
}

function readRegions(regions: unknown, program: Program, depth: number): void {
  if (depth > deepest) throw new Stopped('limit', `blocks more than ${deepest} deep`)
  for (const region of itemsOf(regions)) {
    for (const block of itemsOf(fieldsOf(region).get('blocks'))) {
      program.blocks += 1
      for (const item of itemsOf(fieldsOf(block).get('ops'))) {
        const fields = fieldsOf(item)
        const id = fields.get('#')
        program.add(typeof id === 'string' ? id.replace(/^[^.]*\./, '') : 'unknown', null, '')
        readRegions(fields.get('regions'), program, depth + 1)
      }
    }
  }
}
