// Adds to package-lock.json the optional packages of other platforms that the registry at hand could not give, as a
// mirror does that keeps only its own platform's: `npm run lock`. Without their entries `npm ci` refuses the lock as
// out of step (npm 11.19: "Missing: NAME@ from lock file"). Their parents pin their versions; a checksum they lack.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Entry = {
  version?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}
type Lock = { packages: Record<string, Entry> }

const LOCK = join(import.meta.dirname, '..', 'package-lock.json')
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const EXACT = /^\d+\.\d+\.\d+$/

const lock = JSON.parse(readFileSync(LOCK, 'utf8')) as Lock
const added = missingEntries(lock)
lock.packages = Object.fromEntries(Object.entries({ ...lock.packages, ...added }).toSorted(byPath))
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`package-lock.json: ${Object.keys(added).length} packages of other platforms added`)

function missingEntries({ packages }: Lock): Record<string, Entry> {
  const missing: Record<string, Entry> = {}
  for (const [path, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (packages[`node_modules/${name}`] || packages[`${path}/node_modules/${name}`]) continue
      if (!EXACT.test(version)) throw new Error(`${path} asks for ${name}@${version}: which version is that?`)
      missing[`node_modules/${name}`] = { version, ...platformOf(name), ...(dev && { dev }), optional: true }
    }
  }
  return missing
}

/** From a name such as `@oxlint/binding-linux-arm64-musl`: npm installs an entry only where its platform fits. */
function platformOf(name: string): Pick<Entry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[-/]/)
  const at = words.findIndex((word) => SYSTEMS.includes(word))
  const [os, cpu, abi = ''] = words.slice(at)
  if (at === -1 || !os || !cpu) throw new Error(`${name} names no platform`)
  if (os !== 'linux') return { os: [os], cpu: [cpu] }
  return { os: [os], cpu: [cpu], libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] }
}

function byPath([a]: [string, Entry], [b]: [string, Entry]): number {
  return a.localeCompare(b, 'en')
}
