// `npm run bench -- NAME [OPTIONS]`: runs bench/NAME.ts. Its progress goes to stderr, its figures to stdout: one line of
// JSON, the last.
import { readdirSync, readFileSync } from 'node:fs'

/** What bench/NAME.ts exports under the name in camel case. */
export type Bench = (given: string[], tell: (line: string) => void) => Promise<object>

const [name = '', ...given] = process.argv.slice(2)
const names = listBenches()
if (names.includes(name)) {
  const bench = await load(name)
  const figures = await bench(given, (line) => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`))
  console.log(JSON.stringify({ bench: name, ...figures }))
} else {
  const problem = name === '' ? 'No benchmark is named.' : `There is no benchmark ${name}.`
  console.error(`${problem} Usage: npm run bench -- NAME [OPTIONS]. There are: ${names.join(', ')}.`)
  process.exitCode = 1
}

function listBenches(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .filter((candidate) => {
      const source = readFileSync(`${import.meta.dirname}/${candidate}.ts`, 'utf8')
      return source.includes(`export async function ${camelCase(candidate)}(`)
    })
}

async function load(file: string): Promise<Bench> {
  const module = (await import(`./${file}.ts`)) as Record<string, Bench>
  return module[camelCase(file)]!
}

function camelCase(file: string): string {
  return file.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
