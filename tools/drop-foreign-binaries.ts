// Part of `npm run prepare`: onnxruntime-node carries the binaries of five platforms in one package, 290 MB. Those of
// other platforms than this one's go, which makes the installed project a fifth smaller.
import { readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const binaries = join(dirname(fileURLToPath(import.meta.resolve('onnxruntime-node/package.json'))), 'bin', 'napi-v6')
for (const platform of readdirSync(binaries)) {
  for (const processor of readdirSync(join(binaries, platform))) {
    if (platform === process.platform && processor === process.arch) continue
    rmSync(join(binaries, platform, processor), { recursive: true })
  }
}
