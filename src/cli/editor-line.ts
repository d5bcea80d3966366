// The comment by which editors find the schema of a YAML file.
import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** For a file in this folder; empty where aispm is not installed beside it: a path into some other place would only hold here. */
export function editorLine(schema: 'config' | 'rule', folder: string): string {
  for (let above = resolve(folder); ; above = dirname(above)) {
    const file = join(above, 'node_modules', 'aispm', 'dist', 'schemas', `${schema}.schema.json`)
    if (existsSync(file)) {
      const path = relative(resolve(folder), file).split(sep).join('/')
      return `# yaml-language-server: $schema=${path.startsWith('.') ? path : `./${path}`}\n`
    }
    if (dirname(above) === above) return ''
  }
}
