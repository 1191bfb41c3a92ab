// The tests' stand-in for Cohere, as a process.
import { startStandInProvider } from '../../core/testing/stand-in-providers.ts'

const provider = await startStandInProvider()
console.log(`ready at ${provider.url}`)
process.on('SIGTERM', () => void provider.close().then(() => process.exit(0)))
