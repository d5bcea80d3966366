// The inventory that was judged, as a file that `--inventory` reads back.
import type { Reporter } from '../core/index.js'
import { inventoryLines } from '../core/inventory-file.js'
import { pour } from './kit/pour.js'

export default {
  id: 'inventory',
  summary: 'assets, relations and gaps as JSON lines, to be judged again with --inventory',
  extension: 'jsonl',
  render: (source, out) => pour(inventoryLines(source.inventoryOf(), source.tool), out),
} satisfies Reporter
