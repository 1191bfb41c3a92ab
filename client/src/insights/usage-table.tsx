import type { InsightsQuery, UsageKind } from '../generated/graphql.ts'

type Usage = InsightsQuery['viewer']['usage'][number]

const KINDS: Record<UsageKind, string> = { EMBED: 'vectors', RERANK: 'reranking', CHAT: 'answers' }

/** The last 30 days, as the service gives them. */
export function UsageTable({ usage }: { usage: Usage[] }) {
  if (usage.length === 0) return null
  return (
    <table>
      <caption>Providers</caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Provider</th>
          <th scope="col">For</th>
          <th scope="col">Calls</th>
          <th scope="col">Tokens</th>
        </tr>
      </thead>
      <tbody>
        {usage.map(({ day, provider, kind, calls, tokens }) => (
          <tr key={`${day} ${provider} ${kind}`}>
            <th scope="row">{day.slice(0, 10)}</th>
            <td>{provider}</td>
            <td>{KINDS[kind]}</td>
            <td>{calls.toLocaleString('en')}</td>
            <td>{tokens.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
