import { it } from 'vitest'
import { googleScan } from '../google/world.js'
it('x', async () => {
  const s = await googleScan({ bug: (e, w) => console.log(w, e) })
  console.log(s.refused, s.milliseconds, s.server.total, [...s.server.calls])
  console.log(JSON.stringify(s.collected?.inventory.gaps, null, 1).slice(0, 3000), s.collected?.inventory.assets.length)
  const o = await googleScan({ scopes: ['organizations/900100200300'], organisation: { ai: 5, idle: 195 } })
  console.log(o.refused, o.milliseconds, o.server.total, [...o.server.calls], [...o.server.byProject].filter(([p]) => /idle-0(00|01)|^6666/.test(p)))
}, 60000)
