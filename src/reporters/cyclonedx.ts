// The inventory and its findings as a CycloneDX 1.6 bill of materials for machine learning.
import type { Reporter } from '../core/index.js'
import { bill } from './cyclonedx/bill.js'
import { pour } from './kit/pour.js'

export default {
  id: 'cyclonedx',
  summary: 'CycloneDX 1.6 ML-BOM: models, datasets and services, with their findings',
  extension: 'cdx.json',
  listsAll: true,
  render: (source, out) => pour(bill(source, '1.6'), out),
} satisfies Reporter
