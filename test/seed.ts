// Properties are tried from one seed, so that a run says the same twice; AISPM_SEED=random, as in `npm run fuzz`, goes looking.
import fc from 'fast-check'

const wanted = process.env['AISPM_SEED'] ?? '20260601'
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) })
