// Adds up vitest's JSON reports and prints the sum as one line: node tools/sum-reports.ts REPORT…
// Exit status 1 where a test failed, was skipped, or none ran: in CI, a test that did not run proves nothing.
import { readFileSync } from 'node:fs'

type Report = {
  success: boolean
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { status: string; fullName: string }[]
  }[]
}

let passed = 0
let failed = 0
let skipped = 0
for (const file of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report
  passed += report.numPassedTests
  skipped += report.numPendingTests + report.numTodoTests
  // A file that could not be loaded fails without a test of its own.
  const broken = report.testResults.filter(
    (test) => test.status === 'failed' && test.assertionResults.every(isNotFailed),
  )
  failed += report.numFailedTests + broken.length
  if (!report.success && report.numFailedTests + broken.length === 0) failed += 1
  for (const { name, message } of broken) console.log(`FAILED ${name}: ${message}`)
  for (const { assertionResults } of report.testResults) {
    for (const { status, fullName } of assertionResults) if (status !== 'passed') console.log(`${status} ${fullName}`)
  }
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
if (passed === 0 || failed > 0 || skipped > 0) process.exitCode = 1

function isNotFailed({ status }: { status: string }): boolean {
  return status !== 'failed'
}
