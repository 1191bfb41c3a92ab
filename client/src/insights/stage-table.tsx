import type { InsightsQuery } from '../generated/graphql.ts'

type StageStats = InsightsQuery['processingStats']['stages'][number]

export function StageTable({ stages }: { stages: StageStats[] }) {
  if (stages.length === 0) return null
  return (
    <table>
      <caption>Stages</caption>
      <thead>
        <tr>
          <th scope="col">Stage</th>
          <th scope="col">Runs</th>
          <th scope="col">Average</th>
          <th scope="col">95 % within</th>
          <th scope="col">Errors</th>
        </tr>
      </thead>
      <tbody>
        {stages.map(({ stage, count, averageMs, p95Ms, errorRate }) => (
          <tr key={stage}>
            <th scope="row">{stage === 'QUEUED' ? 'waiting' : stage.toLowerCase()}</th>
            <td>{count.toLocaleString('en')}</td>
            <td>{duration(averageMs)}</td>
            <td>{duration(p95Ms)}</td>
            <td>{(errorRate * 100).toFixed(errorRate > 0 && errorRate < 0.1 ? 1 : 0)} %</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}
