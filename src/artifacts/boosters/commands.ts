// Texts in a model that read like something to run: names of features and attributes are plain words.

const patterns: readonly (readonly [string, RegExp])[] = [
  ['Python that runs a command', /\b(?:os\.(?:system|popen|exec\w+)|subprocess\.\w+|__import__|importlib\.\w+|pty\.spawn)\b/],
  ['Python that runs a text', /\b(?:eval|exec|compile)\s{0,2}\(/],
  ['a shell command', /(?:^|[;&|`\s])(?:curl|wget|bash|sh|nc|ncat|powershell(?:\.exe)?|cmd(?:\.exe)?)\s{1,3}(?:-\w|\/c\b|https?:)/i],
  ['a command in brackets', /\$\([a-z/][^)]{2,200}\)|`[a-z/][^`]{2,200}`/],
  ['an encoded script', /(?:base64\s{1,3}(?:-d|--decode)|frombase64string|b64decode)/i],
  ['a script tag', /<script[\s>]/i],
]

/** What a text reads like; null for names, numbers and sentences. */
export function commandIn(text: string): string | null {
  if (text.length < 6) return null
  const some = text.slice(0, 4096)
  for (const [what, pattern] of patterns) if (pattern.test(some)) return what
  return null
}
