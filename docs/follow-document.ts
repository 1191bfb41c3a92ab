import { connectService, followDocument } from '../client/src/follow.ts'

const [address = 'http://127.0.0.1:4000/graphql', documentId = ''] = process.argv.slice(2)

followDocument(connectService(address), documentId, {
  onProgress({ progress, message, details: { secondsLeft } }) {
    const left = secondsLeft === undefined ? '' : `, about ${secondsLeft} s left`
    console.log(`${Math.floor(progress * 100)} % ${message}${left}`)
  },
  onState: (state) => console.log(state === 'reconnecting' ? 'reconnecting…' : state),
  onRefused: (error) => console.error(error.message),
})
