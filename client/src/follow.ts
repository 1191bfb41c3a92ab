// What other programs take from here to follow documents, in a browser or in Node. README.md has a complete example,
// docs/follow-document.ts, that a test runs.
//
// connectService(address)    one connection for any number of documents; `address`: of the GraphQL endpoint
// followDocument(service, documentId, { after, onProgress, onState, onRefused })
//                            tells every event once and in order, through any number of lost connections, and gives the
//                            function that stops it. Keep the last `sequence` and give it as `after`, and a program that
//                            was restarted goes on where it stood.
export { connectService, type Service } from './connection/service.ts'
export {
  followDocument,
  type DocumentFollower,
  type DocumentProgress,
  type ProgressDetails,
} from './progress/follow-document.ts'
