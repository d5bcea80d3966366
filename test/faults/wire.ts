// Answers over plain HTTP that are broken on the wire, whatever service they are of.
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface WireAnswer {
  status: number
  headers: Record<string, string>
  body: Buffer
}
export type Sends = (response: ServerResponse, socket: Socket) => void

const portal = Buffer.from('<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><p>Welcome to the orchard guest network.</p></body></html>\n')

/** A page for people, as captive portals and proxies send it. */
export const html = (status: number): WireAnswer => ({ status, headers: { 'content-type': 'text/html' }, body: portal })

export function truncated(answer: WireAnswer): WireAnswer {
  return { ...answer, status: 200, body: answer.body.subarray(0, Math.max(1, Math.floor(answer.body.length * 0.6))) }
}

/** Breaks off before the length that it promised. */
export function hangUp(answer: WireAnswer): Sends {
  return (response, socket) => {
    response.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length + 10) })
    response.write(answer.body.subarray(0, Math.max(1, answer.body.length / 2)))
    setTimeout(() => socket.destroy(), 5)
  }
}

/** Chunked, so that only the missing end tells. */
export function cutChunks(answer: WireAnswer): Sends {
  return (response, socket) => {
    response.writeHead(answer.status, answer.headers)
    response.write(answer.body.subarray(0, Math.max(1, answer.body.length / 2)))
    setTimeout(() => socket.destroy(), 5)
  }
}

export function changed(answer: WireAnswer, change: (body: Record<string, unknown>) => void): WireAnswer {
  const body = JSON.parse(answer.body.toString('utf8')) as Record<string, unknown>
  change(body)
  return { status: answer.status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) }
}
