import type { ShownProgress } from '../progress/current-progress.ts'
import { describeTimeLeft } from '../progress/describe-time-left.ts'
import { STAGE_NAMES } from '../progress/stages.ts'

type Properties = { name: string; progress: ShownProgress; isReconnecting: boolean }

export function ProgressBar({ name, progress: { stage, progress, message, details }, isReconnecting }: Properties) {
  // Not up to 100 before the end.
  const percent = Math.floor(progress * 100)
  const left = details?.secondsLeft === undefined ? '' : ` · ${describeTimeLeft(details.secondsLeft)}`
  return (
    <div className={isReconnecting ? 'running reconnecting' : 'running'}>
      <progress
        max={1}
        value={progress}
        aria-label={`Processing ${name}`}
        aria-valuetext={`${percent} %, ${message}${left}`}
      />
      <p className="running-text">
        <span>
          <strong>{STAGE_NAMES[stage]}</strong> {message}
        </span>
        <span>{isReconnecting ? 'reconnecting…' : `${percent} %${left}`}</span>
      </p>
      {/* Each stage is read out, not each page. */}
      <span role="status" className="unseen">
        {`${name}: ${STAGE_NAMES[stage]}`}
      </span>
    </div>
  )
}
