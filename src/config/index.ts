// Reads aispm.yaml, the environment and the flags into one frozen Config, or fails with help.
export * from './config.js'
