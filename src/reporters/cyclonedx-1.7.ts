// The same bill of materials in the newer edition of CycloneDX, for tools that read it.
import type { Reporter } from '../core/index.js'
import { bill } from './cyclonedx/bill.js'
import { pour } from './kit/pour.js'

export default {
  id: 'cyclonedx-1.7',
  summary: 'the same in CycloneDX 1.7',
  extension: 'cdx.json',
  listsAll: true,
  render: (source, out) => pour(bill(source, '1.7'), out),
} satisfies Reporter
