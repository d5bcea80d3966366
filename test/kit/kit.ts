// The kit as tests see it.
export * from '../../src/connectors/kit/collect.js'
export * from '../../src/connectors/kit/collector.js'
export * from '../../src/connectors/kit/connector.js'
export * from '../../src/connectors/kit/door.js'
export * from '../../src/connectors/kit/failure.js'
export * from '../../src/connectors/kit/limits.js'
export * from '../../src/connectors/kit/rows.js'
