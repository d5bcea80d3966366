// Exit codes, the same for every command and format.
export const exitCodes = {
  done: 0,
  findings: 1,
  usage: 2,
  incomplete: 3,
  bug: 4,
  interrupted: 130,
  terminated: 143,
} as const
